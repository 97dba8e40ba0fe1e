package services

// List is the embedded list.
var List = list
