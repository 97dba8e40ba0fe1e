package finding

import (
	"berth/model"
	"berth/model/moment"
	"berth/model/safe"
)

// private are services that usually should not be reachable from outside: databases,
// caches, queues, and the control ports of orchestrators.
var private = map[model.PortKey]struct {
	name  safe.Text
	worst Severity
}{
	{Proto: model.TCP, Port: 1433}:  {safe.Say("Microsoft SQL Server"), Warning},
	{Proto: model.TCP, Port: 1521}:  {safe.Say("Oracle database"), Warning},
	{Proto: model.TCP, Port: 2181}:  {safe.Say("ZooKeeper"), Warning},
	{Proto: model.TCP, Port: 2375}:  {safe.Say("Docker API without TLS: gives root on this host"), Critical},
	{Proto: model.TCP, Port: 2379}:  {safe.Say("etcd"), Warning},
	{Proto: model.TCP, Port: 2380}:  {safe.Say("etcd between members"), Warning},
	{Proto: model.TCP, Port: 3306}:  {safe.Say("MySQL or MariaDB"), Warning},
	{Proto: model.TCP, Port: 4369}:  {safe.Say("Erlang port mapper"), Warning},
	{Proto: model.TCP, Port: 5432}:  {safe.Say("PostgreSQL"), Warning},
	{Proto: model.TCP, Port: 5672}:  {safe.Say("RabbitMQ"), Warning},
	{Proto: model.TCP, Port: 5984}:  {safe.Say("CouchDB"), Warning},
	{Proto: model.TCP, Port: 6379}:  {safe.Say("Redis"), Warning},
	{Proto: model.TCP, Port: 6432}:  {safe.Say("PgBouncer"), Warning},
	{Proto: model.TCP, Port: 7000}:  {safe.Say("Cassandra between nodes"), Warning},
	{Proto: model.TCP, Port: 8086}:  {safe.Say("InfluxDB"), Warning},
	{Proto: model.TCP, Port: 8500}:  {safe.Say("Consul"), Warning},
	{Proto: model.TCP, Port: 9042}:  {safe.Say("Cassandra"), Warning},
	{Proto: model.TCP, Port: 9092}:  {safe.Say("Kafka"), Warning},
	{Proto: model.TCP, Port: 9200}:  {safe.Say("Elasticsearch or OpenSearch"), Warning},
	{Proto: model.TCP, Port: 9300}:  {safe.Say("Elasticsearch between nodes"), Warning},
	{Proto: model.TCP, Port: 10250}: {safe.Say("kubelet"), Warning},
	{Proto: model.TCP, Port: 10255}: {safe.Say("kubelet, read-only, without authentication"), Warning},
	{Proto: model.TCP, Port: 11211}: {safe.Say("memcached"), Warning},
	{Proto: model.UDP, Port: 11211}: {safe.Say("memcached over UDP: can be abused to amplify attacks"), Warning},
	{Proto: model.TCP, Port: 15672}: {safe.Say("RabbitMQ management"), Warning},
	{Proto: model.TCP, Port: 25672}: {safe.Say("RabbitMQ between nodes"), Warning},
	{Proto: model.TCP, Port: 27017}: {safe.Say("MongoDB"), Warning},
}

// exposed finds private services that other hosts can reach.
func exposed(l *look) {
	l.ports(func(s *model.Socket) bool {
		_, known := private[model.PortKey{Proto: s.Proto, Port: s.Local.Port}]
		return known && moment.ReachOf(s.Local.Addr) >= moment.ReachAddress
	}, func(s *model.Socket) {
		id, reach := s.PortID(), moment.ReachOf(s.Local.Addr)
		service := private[model.PortKey{Proto: id.Proto, Port: id.Port}]
		l.add(service.worst, l.about(s),
			Advice{
				Words:   adviceExposed,
				Live:    safe.Format("it listens on %s", s.Local),
				Command: dropOutside(id),
				Gains:   safe.Format("reach loopback instead of %s", reach.Name()),
				Risks:   risksExposed,
			},
			Evidence{safe.Say("listens on"), s.Local.Safe(), l.sockets()},
			Evidence{safe.Say("service"), service.name, safe.Say("port number")},
			Evidence{safe.Say("reach"), reach.Meaning(), safe.Say("local address")})
	})
}
