package storetest

import "github.com/jiefen/jiefen/pkg/store/storetest/cluster"

// Cluster is a private PostgreSQL server. It lives in a package of its own so
// that cmd/check can start one while the store does not compile.
type Cluster = cluster.Server

// ClusterOptions say how a cluster differs from the plain one for tests.
type ClusterOptions = cluster.Options

// StartCluster runs a new cluster in dir until Stop; tests share the one that
// JIEFEN_TEST_PG names and start their own only to vary Locale.
func StartCluster(dir string, opts ClusterOptions) (*Cluster, error) {
	return cluster.Start(dir, opts)
}
