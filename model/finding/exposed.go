package finding

import "berth/model"

// private are services that usually nobody outside is meant to reach: databases,
// caches, queues, and the doors of orchestrators.
var private = map[model.PortKey]struct {
	name  model.Safe
	worst Severity
}{
	{Proto: model.TCP, Port: 1433}:  {model.Say("Microsoft SQL Server"), Warning},
	{Proto: model.TCP, Port: 1521}:  {model.Say("Oracle database"), Warning},
	{Proto: model.TCP, Port: 2181}:  {model.Say("ZooKeeper"), Warning},
	{Proto: model.TCP, Port: 2375}:  {model.Say("Docker API without TLS: root on this host for whoever reaches it"), Critical},
	{Proto: model.TCP, Port: 2379}:  {model.Say("etcd"), Warning},
	{Proto: model.TCP, Port: 2380}:  {model.Say("etcd, between its members"), Warning},
	{Proto: model.TCP, Port: 3306}:  {model.Say("MySQL or MariaDB"), Warning},
	{Proto: model.TCP, Port: 4369}:  {model.Say("Erlang port mapper"), Warning},
	{Proto: model.TCP, Port: 5432}:  {model.Say("PostgreSQL"), Warning},
	{Proto: model.TCP, Port: 5672}:  {model.Say("RabbitMQ"), Warning},
	{Proto: model.TCP, Port: 5984}:  {model.Say("CouchDB"), Warning},
	{Proto: model.TCP, Port: 6379}:  {model.Say("Redis"), Warning},
	{Proto: model.TCP, Port: 6432}:  {model.Say("PgBouncer"), Warning},
	{Proto: model.TCP, Port: 7000}:  {model.Say("Cassandra, between its nodes"), Warning},
	{Proto: model.TCP, Port: 8086}:  {model.Say("InfluxDB"), Warning},
	{Proto: model.TCP, Port: 8500}:  {model.Say("Consul"), Warning},
	{Proto: model.TCP, Port: 9042}:  {model.Say("Cassandra"), Warning},
	{Proto: model.TCP, Port: 9092}:  {model.Say("Kafka"), Warning},
	{Proto: model.TCP, Port: 9200}:  {model.Say("Elasticsearch or OpenSearch"), Warning},
	{Proto: model.TCP, Port: 9300}:  {model.Say("Elasticsearch, between its nodes"), Warning},
	{Proto: model.TCP, Port: 10250}: {model.Say("kubelet"), Warning},
	{Proto: model.TCP, Port: 10255}: {model.Say("kubelet, read-only and without login"), Warning},
	{Proto: model.TCP, Port: 11211}: {model.Say("memcached"), Warning},
	{Proto: model.UDP, Port: 11211}: {model.Say("memcached over UDP, which amplifies attacks on others"), Warning},
	{Proto: model.TCP, Port: 15672}: {model.Say("RabbitMQ management"), Warning},
	{Proto: model.TCP, Port: 25672}: {model.Say("RabbitMQ, between its nodes"), Warning},
	{Proto: model.TCP, Port: 27017}: {model.Say("MongoDB"), Warning},
}

// exposed finds such services where everybody can connect.
func exposed(l *look) {
	l.ports(func(s *model.Socket) bool {
		_, known := private[model.PortKey{Proto: s.Proto, Port: s.Local.Port}]
		return known && model.ReachOf(s.Local.Addr) >= model.ReachAddress
	}, func(s *model.Socket) {
		id, reach := s.PortID(), model.ReachOf(s.Local.Addr)
		service := private[model.PortKey{Proto: id.Proto, Port: id.Port}]
		l.add(service.worst, l.about(s),
			Advice{
				Words:   model.Say("let it listen on 127.0.0.1 or on an address of your own network; until then keep others out, unless a firewall does so already (berth does not read its rules)"),
				Live:    model.Concat(model.Say("it listens on "), s.Local.Safe()),
				Command: says(`nft insert rule inet filter input %s dport %d iifname != "lo" drop`, id.Proto, id.Port),
				Gains:   model.Concat(model.Say("reach loopback instead of "), reach.Name()),
				Risks: []model.Safe{
					model.Say("the rule cuts off every client that is not on this host"),
					model.Say("it takes a table inet filter with a chain input; it is gone after a reboot"),
				},
			},
			Evidence{model.Say("listens on"), s.Local.Safe(), l.sockets()},
			Evidence{model.Say("service"), service.name, model.Say("port number")},
			Evidence{model.Say("reach"), reach.Meaning(), model.Say("its address")})
	})
}
