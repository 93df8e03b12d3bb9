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
DESTDIR ?=
VERSION := $(shell cat VERSION)
SOVERSION := 0

# One Debian package a line: what it is for stands in docs/ARCHITECTURE.md.
PACKAGES_BUILD := gcc make pkg-config libfyaml-dev libpcre2-dev libstemmer-dev libsqlite3-dev libsodium-dev wdutch
PACKAGES_CHECK := g++ clang libclang-rt-14-dev libomp-14-dev libcmocka-dev libsimdjson-dev libjansson-dev python3 python3-jsonschema python3-yaml jq git

PKGS    := libfyaml libpcre2-8 sqlite3 libsodium
CC      ?= gcc
CSTD    := -std=c11 -D_GNU_SOURCE
WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual \
           -Wwrite-strings -Wvla -Wformat=2 -Wundef
# Left out: -Wconversion (offsets are uint32_t by contract and checked where a text enters), -Wpadded (noise).
HARDEN  := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIC -fvisibility=hidden
OPT_release := -O2 -g
OPT_debug   := -O0 -g
OPT_asan    := -O1 -g -fsanitize=address -fno-omit-frame-pointer
OPT_ubsan   := -O1 -g -fsanitize=undefined -fno-sanitize-recover=all
OPT_tsan    := -O1 -g -fsanitize=thread
OPT_cover   := -O0 -g --coverage
ifneq ($(filter asan ubsan tsan cover,$(MODE)),)
HARDEN  := -fPIC -fvisibility=hidden
endif
OPENMP  := -fopenmp
CFLAGS  ?=
ALL_CFLAGS = $(CSTD) $(OPT_$(MODE)) $(WARN) $(HARDEN) $(OPENMP) -Iengine -Iengine/include -I$(BUILD)/gen \
             $(PKG_CFLAGS) -DWV_VERSION='"$(VERSION)"' $(CFLAGS)
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lstemmer
LDFLAGS ?=
ALL_LDFLAGS = $(OPT_$(MODE)) $(OPENMP) -Wl,-z,relro -Wl,-z,now $(LDFLAGS)

LIB_DIRS := base model text pack read scan case flag run db crypto store review lab
LIB_SRC  := $(sort $(wildcard $(LIB_DIRS:%=engine/%/*.c)))
CLI_SRC  := $(sort $(wildcard engine/cli/*.c))
LIB_OBJ  := $(LIB_SRC:%.c=$(BUILD)/obj/%.o)
CLI_OBJ  := $(CLI_SRC:%.c=$(BUILD)/obj/%.o)
UNIT_SRC := $(sort $(wildcard tests/unit/test_*.c))
UNIT_BIN := $(UNIT_SRC:tests/unit/%.c=$(BUILD)/tests/%)

.PHONY: all help unit clean
all: $(BUILD)/waakvlam $(BUILD)/libwaakvlam.a ## build the binary and the libraries (build/release/waakvlam)

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  %-16s %s\n", $$1, $$2}'

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC  $<"; $(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/libwaakvlam.a: $(LIB_OBJ)
	@rm -f $@
	@$(AR) rcsD $@ $(LIB_OBJ)

$(BUILD)/waakvlam: $(CLI_OBJ) $(BUILD)/libwaakvlam.a
	@echo "  LD  $@"; $(CC) $(ALL_LDFLAGS) $(CLI_OBJ) $(BUILD)/libwaakvlam.a $(PKG_LIBS) -o $@

$(BUILD)/tests/%: tests/unit/%.c $(BUILD)/libwaakvlam.a
	@mkdir -p $(@D)
	@echo "  CC  $<"; $(CC) $(ALL_CFLAGS) -Itests -MMD -MP $< $(BUILD)/libwaakvlam.a $(ALL_LDFLAGS) $(PKG_LIBS) -lcmocka $(LIBS_$*) -o $@

unit: $(UNIT_BIN) ## build and run the unit tests
	@status=0; for t in $(UNIT_BIN); do echo "== $$t"; $$t || status=1; done; exit $$status

clean: ## remove everything that was built
	rm -rf build

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(UNIT_BIN:=.d)
