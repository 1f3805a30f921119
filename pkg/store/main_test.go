package store_test

import (
	"testing"

	"github.com/jiefen/jiefen/pkg/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }
