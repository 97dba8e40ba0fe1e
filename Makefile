# What a developer does with berth. `go run .` and `go test ./...` need none of it.

.DEFAULT_GOAL := build
.PHONY: build test race narrow lint bench soak fuzz screenshots man ci

staticcheck := honnef.co/go/tools/cmd/staticcheck@v0.8.2
fuzztime    ?= 30s
SOAK        ?= 10m

build: ## the program, as ./berth
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o berth .

test:
	go test ./...

race:
	go test -race ./...

narrow: ## what counts and packs, with an int of 32 bits; an amd64 kernel runs it
	GOARCH=386 CGO_ENABLED=0 go test ./model/... ./source/owners ./source/tables/sockdiag ./ui/screen ./ui/table

lint:
	go vet ./...
	GOARCH=386 go vet ./...
	go vet -tags bench ./ui/dash ./ui/drive/e2e ./model/query
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt would change: $$unformatted"; exit 1; }
	go run $(staticcheck) ./...

bench: ## what berth costs beside ss, netstat and lsof, as a table; BERTH_BENCH=all adds a million sockets
	@go version; uname -sr; ss -V; date +%F
	CGO_ENABLED=0 go test -count=1 -tags bench -timeout 90m -run '^TestCost$$' -v ./ui/drive/e2e | grep '^ *|' 
	go test -count=1 -tags bench -run '^TestHostileFilterCosts' -v ./model/query | grep -v '^=== '
	go test -count=1 -tags bench -run '^TestKeysAreAnsweredWhileEverythingIsRebuilt$$' -v ./ui/dash | grep -v '^=== '

soak: ## a dashboard under load for $(SOAK): memory, goroutines, descriptors
	BERTH_SOAK=$(SOAK) CGO_ENABLED=0 go test -count=1 -tags soak -timeout 0 -run '^TestSoak$$' -v ./ui/drive/e2e

# A target may end with "context deadline exceeded" and no failing input: that is
# the go command, which was late to stop its workers, and no finding.
fuzz: ## every fuzz target of the tree, $(fuzztime) each
	@log=$$(mktemp); trap 'rm -f "$$log"' EXIT; go list ./... | while read -r package; do \
	  for target in $$(go test -list '^Fuzz' "$$package" | grep '^Fuzz'); do \
	    echo "$$package $$target"; \
	    go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(fuzztime) -fuzzminimizetime 100x "$$package" >"$$log" 2>&1 || \
	      { grep -q '^ *context deadline exceeded$$' "$$log" && ! grep -q 'Failing input' "$$log"; } || { cat "$$log"; exit 1; }; \
	    tail -1 "$$log"; \
	  done; \
	done

screenshots: ## screenshots/*.png from the worlds of the golden frames
	screenshots/render

man: ## the manual pages, as man/berth*.1
	go run ./ui/cli/man man

ci: ## what the gate runs; installs what it needs from Debian
	.ci/run
