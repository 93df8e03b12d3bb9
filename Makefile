# SPDX-License-Identifier: EUPL-1.2
# waakvlam: the map of the build. `make help` lists what there is.
#
#   engine/<stage>/*.c  ->  build/<mode>/obj/  ->  libwaakvlam.a, libwaakvlam.so  ->  waakvlam
#
# Modes live side by side in build/<mode>/: release (default), debug, asan, ubsan, tsan, cover.

.DEFAULT_GOAL := all
MODE    ?= release
BUILD   ?= build/$(MODE)
PREFIX  ?= /usr/local
LIBDIR  ?= $(PREFIX)/lib
DESTDIR ?=
VERSION := $(shell cat VERSION)
SOVERSION := 0

# One Debian package a line: what it is for stands in docs/ARCHITECTURE.md.
PACKAGES_BUILD := gcc make pkg-config libfyaml-dev libpcre2-dev libstemmer-dev libsqlite3-dev libsodium-dev libxxhash-dev libmicrohttpd-dev \
                  libseccomp-dev wdutch libxml2-dev libzip-dev libgmime-3.0-dev
PACKAGES_CHECK := g++ clang libclang-rt-14-dev libomp-14-dev libcmocka-dev libsimdjson-dev libjansson-dev \
                  python3 python3-jsonschema python3-yaml universal-ctags jq curl git poppler-utils

PKGS    := libfyaml libpcre2-8 sqlite3 libsodium libxxhash libmicrohttpd libseccomp
CC      ?= gcc
# Makes the tables while building; another one only when building for another machine (scripts/arm64.sh).
HOSTCC  ?= $(CC)
CSTD    := -std=c11 -D_GNU_SOURCE
WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual \
           -Wwrite-strings -Wvla -Wformat=2 -Wundef
# Left out: -Wconversion (offsets are uint32_t by contract and checked where a text enters), -Wpadded (noise).
HARDEN  := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIC -fvisibility=hidden
OPT_release := -O2 -g
OPT_debug   := -O0 -g
OPT_asan    := -O1 -g -fsanitize=address -fno-omit-frame-pointer
OPT_ubsan   := -O1 -g -fsanitize=undefined -fno-sanitize-recover=all
OPT_san     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPT_tsan    := -O1 -g -fsanitize=thread
# NULL + 0 is what empty arrays give, and defined since C2x.
OPT_fuzz    := -O1 -g -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize=pointer-overflow -fno-sanitize-recover=all
OPT_cover   := -O0 -g --coverage
ifneq ($(filter asan ubsan san tsan fuzz cover,$(MODE)),)
# A sandbox would keep a sanitizer from tracing and gcov from writing (engine/service/sandbox.h).
HARDEN  := -fPIC -fvisibility=hidden -DWV_NO_SANDBOX
endif
OPENMP  := -fopenmp
CFLAGS  ?=
ALL_CFLAGS = $(CSTD) $(OPT_$(MODE)) $(WARN) $(HARDEN) $(OPENMP) -Iengine -Iengine/include -I$(BUILD)/gen \
             $(PKG_CFLAGS) -DWV_VERSION='"$(VERSION)"' $(CFLAGS)
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lstemmer -lm
# Containers of foreign formats (engine/convert): linked into the program only.
CONVERT_PKGS   := libxml-2.0 libzip gmime-3.0
CONVERT_CFLAGS := $(if $(CONVERT_PKGS),$(shell pkg-config --cflags $(CONVERT_PKGS) 2>/dev/null))
CONVERT_LIBS   := $(if $(CONVERT_PKGS),$(shell pkg-config --libs $(CONVERT_PKGS) 2>/dev/null))
LDFLAGS ?=
ALL_LDFLAGS = $(OPT_$(MODE)) $(OPENMP) -Wl,-z,relro -Wl,-z,now $(LDFLAGS)

LIB_DIRS := base model text pack read scan case flag run db crypto store review review/page lab service
LIB_SRC  := $(sort $(wildcard $(LIB_DIRS:%=engine/%/*.c)))
CLI_SRC  := $(sort $(wildcard engine/cli/*.c))
# What reads foreign formats is linked into the program and the tests, not into the library: its
# parsers (and what they need) are nothing that who embeds the engine should carry.
CONVERT_SRC := $(sort $(wildcard engine/convert/*.c))
LIB_OBJ  := $(LIB_SRC:%.c=$(BUILD)/obj/%.o)
CLI_OBJ  := $(CLI_SRC:%.c=$(BUILD)/obj/%.o)
CONVERT_OBJ := $(CONVERT_SRC:%.c=$(BUILD)/obj/%.o)
UNIT_SRC := $(sort $(wildcard tests/unit/test_*.c))
UNIT_BIN := $(UNIT_SRC:tests/unit/%.c=$(BUILD)/tests/%)

.PHONY: all help unit clean
all: $(BUILD)/waakvlam $(BUILD)/libwaakvlam.a ## build the binary and the libraries (build/release/waakvlam)

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  %-16s %s\n", $$1, $$2}'

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC  $<"; $(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

# --- word tables of the text stage: made at build time from Debian's wdutch and from engine/text/data/*.inc
WORDLIST ?= /usr/share/dict/dutch
GEN_SRC  := engine/text/data/gen_tables.c engine/text/data/word_list.c engine/text/inflect_spell.c engine/base/map.c engine/base/mem.c
GEN_TEXT := $(wildcard engine/text/data/*.inc engine/text/data/*.h engine/text/inflect_*.h)
$(BUILD)/gen/gen_tables: $(GEN_SRC) $(GEN_TEXT) engine/text/inflect_irregular.c engine/text/inflect_prefix.c
	@mkdir -p $(@D)
	@echo "  GEN $@"; $(HOSTCC) $(CSTD) -O2 -Iengine $(GEN_SRC) -o $@
$(BUILD)/gen/words_nl.inc: $(BUILD)/gen/gen_tables $(WORDLIST)
	@$< words $(WORDLIST) > $@.new && mv $@.new $@
$(BUILD)/gen/irregular_nl.inc: $(BUILD)/gen/gen_tables
	@$< irregular > $@.new && mv $@.new $@
$(BUILD)/gen/prefixes_nl.inc: $(BUILD)/gen/gen_tables
	@$< prefixes > $@.new && mv $@.new $@
# What the rules say of each listed word: the rules themselves, run once more (text/analyse_known.h).
RULES_SRC := $(addprefix engine/text/,analyse.c analyse_propose.c stem.c) $(sort $(wildcard engine/text/inflect_*.c))
RULES_GEN := $(BUILD)/gen/words_nl.inc $(BUILD)/gen/irregular_nl.inc $(BUILD)/gen/prefixes_nl.inc
$(BUILD)/gen/gen_analyses: engine/text/data/gen_analyses.c engine/text/data/word_list.c $(RULES_SRC) engine/base/map.c engine/base/mem.c $(RULES_GEN) \
  $(wildcard engine/text/data/*.h engine/text/analyse*.h engine/text/inflect*.h engine/base/map.h engine/base/mem.h engine/base/str.h)
	@echo "  GEN $@"; $(HOSTCC) $(CSTD) -O2 -Iengine -I$(BUILD)/gen $(filter %.c,$^) -lstemmer -pthread -o $@
$(BUILD)/gen/analyses_nl.inc: $(BUILD)/gen/gen_analyses $(WORDLIST)
	@$< $(WORDLIST) > $@.new && mv $@.new $@
$(BUILD)/obj/engine/text/analyse_known.o: $(BUILD)/gen/analyses_nl.inc
$(BUILD)/obj/engine/text/inflect_words.o: $(BUILD)/gen/words_nl.inc
$(BUILD)/obj/engine/text/inflect_prefix.o: $(BUILD)/gen/prefixes_nl.inc
$(BUILD)/obj/engine/text/inflect_irregular.o: $(BUILD)/gen/irregular_nl.inc
# --- end of word tables

# A frozen pack is read by the engine that made it and by no other (pack/frozen_file.h): this is its name.
ENGINE_SRC := VERSION $(sort $(foreach d,base model crypto text text/data pack pack/data,$(wildcard engine/$d/*.[ch] engine/$d/*.inc)))
$(BUILD)/gen/engine_hash.inc: $(ENGINE_SRC) $(BUILD)/gen/words_nl.inc $(BUILD)/gen/irregular_nl.inc $(BUILD)/gen/prefixes_nl.inc
	@cat $^ | sha256sum | sed 's/ .*//; s/.*/"&"/' > $@.new && mv $@.new $@
$(BUILD)/obj/engine/pack/frozen_file.o: $(BUILD)/gen/engine_hash.inc

# The assembler takes these in as they are (review/assets.c).
$(BUILD)/obj/engine/review/assets.o: engine/review/page/style.css engine/review/page/keys.js engine/review/page/icon.svg

$(BUILD)/libwaakvlam.a: $(LIB_OBJ)
	@rm -f $@
	@$(AR) rcsD $@ $(LIB_OBJ)

$(BUILD)/obj/engine/convert/%.o: PKG_CFLAGS += $(CONVERT_CFLAGS)
$(BUILD)/convert.a: $(CONVERT_OBJ)
	@rm -f $@
	@$(AR) rcsD $@ $(CONVERT_OBJ)

$(BUILD)/waakvlam: $(CLI_OBJ) $(BUILD)/convert.a $(BUILD)/libwaakvlam.a
	@echo "  LD  $@"; $(CC) $(ALL_LDFLAGS) $(CLI_OBJ) $(BUILD)/convert.a $(BUILD)/libwaakvlam.a $(PKG_LIBS) $(CONVERT_LIBS) -o $@

$(BUILD)/tests/%: tests/unit/%.c $(BUILD)/convert.a $(BUILD)/libwaakvlam.a
	@mkdir -p $(@D)
	@echo "  CC  $<"; $(CC) $(ALL_CFLAGS) -Itests -MMD -MP $< $(BUILD)/convert.a $(BUILD)/libwaakvlam.a $(ALL_LDFLAGS) $(PKG_LIBS) \
	  $(if $(findstring convert,$*),$(CONVERT_LIBS)) -lcmocka $(LIBS_$*) -o $@

unit: $(UNIT_BIN) ## build and run the unit tests
	@tests/run.sh $(BUILD) $(foreach t,$(UNIT_BIN),"$(notdir $t)=$t")

# ---- the two commands of the README ------------------------------------------------------------------------------

deps-build: ## install the Debian packages that building needs (or name them)
	@scripts/packages.sh $(PACKAGES_BUILD)

deps-check: ## the same for the tests
	@scripts/packages.sh $(PACKAGES_BUILD) $(PACKAGES_CHECK)

# A package that was just installed must be seen by pkg-config, so the rest runs in a new make.
demo: deps-build ## build, scan the invented sample, show the flags and how to review them
	@$(MAKE) --no-print-directory all
	@scripts/demo.sh $(BUILD)

check: deps-check ## build and run all tests; closes with one line `N passed, N failed`
	@$(MAKE) --no-print-directory check-all

CHECKS = $(foreach t,$(UNIT_BIN),"$(notdir $t)=$t") $(foreach t,$(SYSTEM_TESTS),"$(basename $(notdir $t))=$t $(BUILD)") \
         "tidy=python3 scripts/tidy.py" "sanitizers=$(MAKE) --no-print-directory sanitize"
SYSTEM_TESTS := $(sort $(wildcard tests/system/*.sh))
.PHONY: check-all deps-build deps-check demo check sanitize tidy format install bench bench-gate bench-peers fuzz asan ubsan tsan arm64 cover
.PHONY: browser store-load store-kill
check-all: all $(UNIT_BIN) $(TOOL_BIN)
	@tests/run.sh $(BUILD) $(CHECKS)

# ---- other ways to test ------------------------------------------------------------------------------------------

SAN_BUILD := build/san
sanitize: ## unit tests (fewer random pairs) and the sample under AddressSanitizer and UBSan
	@WV_ORACLE_PAIRS=20000 $(MAKE) --no-print-directory MODE=san BUILD=$(SAN_BUILD) $(SAN_BUILD)/waakvlam unit
	@scripts/sanitize_sample.sh $(SAN_BUILD)

asan ubsan cover: ## the unit tests in that mode
	@$(MAKE) --no-print-directory MODE=$@ BUILD=build/$@ unit

tsan: ## the pipeline under ThreadSanitizer (clang, libomp, Archer)
	@$(MAKE) --no-print-directory MODE=tsan CC=clang BUILD=build/tsan all
	@scripts/tsan.sh build/tsan

arm64: all ## the engine for 64-bit ARM in an emulator: its tests of vector code, and a scan with the same bytes
	@scripts/arm64.sh $(BUILD) build/arm64

FUZZ_SECONDS ?= 60
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
fuzz: ## libFuzzer over each untrusted input, FUZZ_SECONDS each
	@$(MAKE) --no-print-directory MODE=fuzz CC=clang BUILD=build/fuzz $(FUZZERS:%=build/fuzz/%)
	@mkdir -p build/fuzz/corpus; for f in $(FUZZERS); do mkdir -p build/fuzz/corpus/$$f; \
	  build/fuzz/$$f -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=20 -artifact_prefix=build/fuzz/ build/fuzz/corpus/$$f \
	    $$(ls -d tests/fuzz/seeds/$$f 2>/dev/null) || exit 1; done

build/fuzz/fuzz_%: tests/fuzz/fuzz_%.c build/fuzz/convert.a build/fuzz/libwaakvlam.a
	@echo "  CC  $<"; $(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $< build/fuzz/convert.a build/fuzz/libwaakvlam.a $(PKG_LIBS) $(CONVERT_LIBS) -o $@

browser: all ## the review pages in a real browser, on 100,000 items (node, npm, chromium; the first time makes its store)
	@tests/browser/run.sh $(BUILD)

YEAR_NIGHTS ?= 365
YEAR_SEED   ?= 1
.PHONY: year
year: all ## a year of nights of the spool, with all that goes wrong in one (thirty of them are in `make check`)
	@python3 tests/long/year.py $(BUILD)/waakvlam build/year $(YEAR_NIGHTS) $(YEAR_SEED)

tidy: ## style as a test
	@python3 scripts/tidy.py

format: ## clang-format over all C
	clang-format -i $$(git ls-files 'engine/*.c' 'engine/*.h' 'tests/*.c' 'tests/*.h' | grep -v /data/)

# ---- measuring (docs/dutch.md, bench/) ----------------------------------------------------------------------------

DATA  ?= ../shared/data
TOOLS ?= ../shared/tools
.PHONY: dutch-report
dutch-report: all ## measure the Dutch on data you point at: DATA=... TOOLS=... (writes docs/dutch.md)
	@scripts/dutch_report.sh $(BUILD) $(DATA) $(TOOLS)

BENCH_DIR ?= build/bench
bench: all ## each lane of the corpus: stages alone and the whole, MB/s, allocations, memory; build/bench/lanes.json
	@CC="$(CC)" bench/build.sh $(BUILD) $(BENCH_DIR)
	@python3 bench/lanes.py $(BUILD)/waakvlam $(BENCH_DIR)

bench-gate: all ## the work of a pinned corpus against its baseline (part of `make check`; RENEW=1 writes a new one)
	@python3 bench/gate.py $(BUILD)/waakvlam $(if $(RENEW),--renew)

STORE_DIR ?= build/bench/store
store-load: all ## a served store of 1,000,000 items: time of each page, then 200 readers and 10 deciders for 2 minutes (SECONDS=120)
	@tests/long/store_serve.sh $(BUILD) $(STORE_DIR) pages
	@tests/long/store_serve.sh $(BUILD) $(STORE_DIR) load --seconds $(or $(SECONDS),120)

store-kill: all ## kill -9 of a serving store, 200 times while people decide (KILLS=200)
	@FLAGS=100000 tests/long/store_serve.sh $(BUILD) $(STORE_DIR) kill --kills $(or $(KILLS),200)

bench-peers: all ## the engine beside what a user would pick instead; ends with build/bench/peers.json
	@CC="$(CC)" bench/build.sh $(BUILD) $(BENCH_DIR)
	@python3 bench/peers.py $(BUILD)/waakvlam $(BENCH_DIR)

# ---- install -----------------------------------------------------------------------------------------------------

# Only what the public API reaches: the review pages and the store stay out, and so do their libraries.
API_OBJ  := $(BUILD)/obj/engine/run/api.o
API_PKGS := libfyaml libpcre2-8 libsodium libxxhash
$(BUILD)/libwaakvlam.so.$(SOVERSION): $(API_OBJ) $(BUILD)/libwaakvlam.a
	@echo "  LD  $@"; $(CC) -shared -Wl,-soname,libwaakvlam.so.$(SOVERSION) -Wl,--as-needed,-z,defs \
	  $(ALL_LDFLAGS) $^ $(shell pkg-config --libs $(API_PKGS)) -lstemmer -lm -o $@

.PHONY: manual
manual: $(BUILD)/waakvlam ## man pages and completions of the option tables, in BUILD/manual
	@scripts/manual.sh $(BUILD)/waakvlam $(BUILD)/manual

# PREFIX stands in it, so it is made anew each time.
.PHONY: FORCE
$(BUILD)/waakvlam.pc: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' 'prefix=$(PREFIX)' 'includedir=$${prefix}/include' 'libdir=$(LIBDIR)' '' \
	  'Name: waakvlam' 'Description: finds signs of stalking and coercive control in Dutch text' \
	  'Version: $(VERSION)' 'Requires.private: $(API_PKGS)' 'Libs: -L$${libdir} -lwaakvlam' 'Libs.private: -lstemmer -lm' 'Cflags: -I$${includedir}' > $@

install: all manual $(BUILD)/libwaakvlam.so.$(SOVERSION) $(BUILD)/waakvlam.pc ## install below PREFIX (DESTDIR is honoured)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(PREFIX)/include \
	  $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/waakvlam/rules \
	  $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 755 $(BUILD)/waakvlam $(DESTDIR)$(PREFIX)/bin/
	install -m 644 $(BUILD)/libwaakvlam.a $(BUILD)/libwaakvlam.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/
	ln -sf libwaakvlam.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/libwaakvlam.so
	install -m 644 $(BUILD)/waakvlam.pc $(DESTDIR)$(LIBDIR)/pkgconfig/
	install -m 644 engine/include/waakvlam.h $(DESTDIR)$(PREFIX)/include/
	install -m 644 $(BUILD)/manual/man1/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 $(BUILD)/manual/completions/waakvlam.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/waakvlam
	install -m 644 $(BUILD)/manual/completions/_waakvlam $(DESTDIR)$(PREFIX)/share/zsh/site-functions/
	install -m 644 $(BUILD)/manual/completions/waakvlam.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/
	cp -R rules/nl-stalking $(DESTDIR)$(PREFIX)/share/waakvlam/rules/

PACKAGES_DEB := debhelper dpkg-dev fakeroot lintian
.PHONY: deb deb-test
deb: ## Debian packages of HEAD, built twice (the same bytes), looked at by lintian: build/deb-out/
	@scripts/packages.sh $(PACKAGES_BUILD) $(PACKAGES_DEB)
	@scripts/deb.sh build/deb-out

deb-test: ## install, run, upgrade and remove those packages in a clean root folder (debootstrap; as root)
	@scripts/packages.sh debootstrap
	@scripts/deb_test.sh build/deb-out

clean: ## remove everything that was built
	rm -rf build

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(CONVERT_OBJ:.o=.d) $(UNIT_BIN:=.d)
