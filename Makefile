# The commands of this house. What they install stands in scripts/setup.

.DEFAULT_GOAL := help
.SUFFIXES:
SHELL := bash

export MENSHEN_TOOLS ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/menshen/tools
export PATH := $(CURDIR)/end2end/node_modules/.bin:$(MENSHEN_TOOLS)/bin:$(PATH)

site := target/site
wasm := target/wasm32-unknown-unknown/debug/menshen.wasm
say = @printf '==> %s\n'

.PHONY: help
help: ## this list
	@echo 'Menshen, a gate in front of SMS sign-up. make …'
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 18

.PHONY: run
run: site ## build and serve http://127.0.0.1:3000, with the embedded store
	$(say) 'building the server (the first time takes 2 minutes)'
	@cargo build --quiet --bin menshen --features ssr
	$(say) 'open http://127.0.0.1:3000 - text messages appear here; Ctrl-C stops'
	@exec target/debug/menshen

.PHONY: demo
demo: site ## a shop that uses it, with a phone beside it, and the console with the numbers of a day
	$(say) 'building the demo (the first time takes 2 minutes)'
	@cargo build --quiet --features ssr --example demo
	@exec target/debug/examples/demo $(DEMO)

.PHONY: docs
docs: ## the documents as a site, in target/docs; DOCS_BASE=/docs/ where it is to lie
	@scripts/setup docs
	@npm --prefix tools/docs run --silent build
	$(say) 'look at it: npm --prefix tools/docs run preview'

.PHONY: screenshots
screenshots: site docs ## photograph page, console, demo and documents, for docs and end2end/screenshots
	@scripts/setup redis chromium fonts pngquant npm
	@cargo build --quiet --features ssr --bin menshen --example demo
	@fonts=$(MENSHEN_TOOLS)/fonts/fonts.conf; [ ! -e "$$fonts" ] || export FONTCONFIG_FILE="$$fonts"; \
		npm --prefix end2end run screenshots
	@# Those that are new. 98 and 99 say that one would be larger, or look otherwise.
	@git ls-files -z --modified --others --exclude-standard -- 'docs/screenshot-*.png' end2end/screenshots | xargs -0r -n 1 sh -c \
		'pngquant --quality=90-100 --speed 1 --strip --skip-if-larger --force --ext .png "$$0" || [ $$? -ge 98 ]'

.PHONY: test
test: ## every check and test
	@scripts/setup wasm bindgen leptos static sbom redis nginx promtool chromium npm clients docs deploy
	@scripts/setup strength || echo 'the programs that read pictures are not tried'
	@scripts/check

.PHONY: fault
fault: ## what a Redis that dies, hangs or fills up can do, and how soon all is well again
	@scripts/setup redis
	@FAULT_TIMES=1 cargo test --features ssr --test fault -- --include-ignored --nocapture --test-threads=1

.PHONY: watch
watch: ## build, serve and reload on every change (cargo leptos watch)
	@scripts/setup wasm bindgen leptos
	@cargo leptos watch

.PHONY: release
release: ## the optimised server and site, and an archive of all that a server needs
	@scripts/setup wasm bindgen leptos static sbom npm
	@scripts/release
	$(say) 'start target/release/menshen here, or unpack the archive anywhere and start the menshen in it'

.PHONY: image
image: release ## all files of a container image, and whether they are all that it takes
	@scripts/setup redis
	@scripts/image
	@scripts/contained
	$(say) 'docker build --tag menshen:0.1.0 --file deploy/Containerfile target/image'

.PHONY: bench
bench: ## measure pictures and sounds beside other crates (criterion)
	@cargo bench --package menshen-challenge --features peers

.PHONY: strength
strength: ## let programs read pictures of every kind, and write docs/strength.md; N=500 of each, STRENGTH=--known
	@scripts/setup strength
	$(say) 'building the release server (the first time takes 8 minutes)'
	@cargo build --quiet --release --features ssr --bin menshen
	@# The programs ask cargo where the crate with the faces lies, for which all crates of the lock file have to be here.
	@cargo fetch --quiet --locked
	@OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1 $(MENSHEN_TOOLS)/strength/bin/python \
		tools/strength/strength.py --count $(or $(N),500) --document docs/strength.md docs/zh/strength.md $(STRENGTH)

.PHONY: load
load: ## put the release server under load for a minute; LOAD='flow --help' says what else there is
	@scripts/setup redis
	$(say) 'building the release server and the load program (the first time takes 8 minutes)'
	@cargo build --quiet --release --features ssr --bin menshen --example load
	@target/release/examples/load $(LOAD)

.PHONY: peers
peers: ## pictures a second beside the tutorial's Django views and Express with svg-captcha, in one run
	@scripts/setup redis peers
	$(say) 'building the release server and the load program (the first time takes 8 minutes)'
	@cargo build --quiet --release --features ssr --bin menshen --example load
	@target/release/examples/load peers --gunicorn $(MENSHEN_TOOLS)/peers/bin/gunicorn $(PEERS)

.PHONY: simulate
simulate: ## let people and attackers act against the gate, five times, and write docs/policy.md; SCENARIO=crowd shows one
	$(say) 'building the simulation (the first time takes 2 minutes)'
	@cargo build --quiet --features ssr --example simulate
	@target/debug/examples/simulate $(if $(SCENARIO),--scenario $(SCENARIO),--seeds 5 \
		--document $(wildcard docs/policy.md docs/zh/policy.md)) $(SIMULATE)

.PHONY: simulate-http
simulate-http: ## the same against two servers on one Redis over HTTP; the Debian package libfaketime has to be there
	$(say) 'building the simulation and the server (the first time takes 3 minutes)'
	@cargo build --quiet --features ssr --example simulate --bin menshen
	@target/debug/examples/simulate --store servers \
		--scenario $(or $(SCENARIO),crowd,crowd-quarter,crowd-among-people,slash56,small-site,ordinary,launch) $(SIMULATE)

.PHONY: fuzz
fuzz: ## look for bytes that break a parser, SECONDS=60 for each (libFuzzer)
	@scripts/fuzz $(or $(SECONDS),60) $(TARGETS)

.PHONY: settings
settings: ## write the references of settings, calls and errors, in both languages, from the program
	@UPDATE=1 cargo test --quiet --features ssr --test documents -- settings calls errors

.PHONY: element
element: ## write the module of clients/menshen-element from the server's own script
	@UPDATE=1 cargo test --quiet --features ssr --test documents element

.PHONY: fmt
fmt: ## format the sources
	@cargo fmt --all

# The site as `cargo leptos build` makes it, without waiting for cargo-leptos to be compiled.
.PHONY: site
site: $(site)/pkg/menshen.wasm $(site)/pkg/menshen.css
	@cp -R public/. $(site)/

$(site)/pkg/menshen.wasm: $(wasm)
	@wasm-bindgen --target web --no-typescript --out-dir $(site)/pkg --out-name menshen $<
	@mv $(site)/pkg/menshen_bg.wasm $@

# The style sheet with what it imports in the imports' places.
$(site)/pkg/menshen.css: style/main.css style/colours.css style/pointing.css
	@mkdir -p $(@D)
	@sed -e '/^@import "colours/ {r style/colours.css' -e 'd}' -e '/^@import "pointing/ {r style/pointing.css' -e 'd}' $< >$@

# cargo knows whether there is something to do.
$(wasm): FORCE
	@scripts/setup wasm bindgen
	$(say) 'building the page for the browser (the first time takes a minute)'
	@cargo build --quiet --lib --target wasm32-unknown-unknown --features hydrate

.PHONY: FORCE
FORCE:
