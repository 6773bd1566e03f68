# Makefile of zonewarrant: plain make, one file. `make help` lists the targets.

MAKEFLAGS += --no-builtin-rules
VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
CFLAGS ?= -O2 -g
CPPFLAGS ?=
LDFLAGS ?=
PKG_CONFIG ?= pkg-config
CLANG ?= clang
CLANG_FORMAT ?= clang-format
TIME ?= 60
N ?= 10
RUNS ?= 5
RECORDS ?= 10000 100000 1000000
# All processors, unless the caller says how many.
PARALLEL = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell getconf _NPROCESSORS_ONLN))

# One object folder for each flavour, so that no flavour needs a `clean` of another.
comma := ,
hash := \#
BUILD ?= build$(if $(SANITIZE),-$(subst $(comma),-,$(SANITIZE)))$(if $(COVERAGE),-coverage)
PROGRAM := $(BUILD)/zonewarrant

SRCS := $(sort $(shell find linter rules generators -name '*.c'))
OBJS := $(SRCS:%.c=$(BUILD)/%.o)
PARTS := $(filter-out $(BUILD)/linter/main.o,$(OBJS))
TEST_SRCS := $(sort $(wildcard tests/test_*.c))
TEST_OBJS := $(TEST_SRCS:%.c=$(BUILD)/%.o)
TEST_HELPERS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out $(TEST_SRCS),$(sort $(wildcard tests/*.c))))
TESTS := $(TEST_SRCS:%.c=$(BUILD)/%)
FUZZ_SRCS := $(sort $(wildcard tests/fuzz/fuzz_*.c))
# The fuzzers have sanitizers of their own, so one flavour of them is enough.
FUZZERS := $(if $(SANITIZE)$(COVERAGE),,$(FUZZ_SRCS:%.c=$(BUILD)/%))
DIFFERENTIAL_SRCS := $(sort $(wildcard tests/differential/*.c))
DIFFERENTIAL := $(BUILD)/tests/differential/differential
BENCH_SRCS := $(sort $(wildcard tests/bench/*.c))
# Two programs, and what they share.
BENCH := $(BUILD)/tests/bench/bench
ZONE_BENCH := $(BUILD)/tests/bench/zone_bench
BENCH_PARTS := $(filter-out $(BENCH).o $(ZONE_BENCH).o,$(BENCH_SRCS:%.c=$(BUILD)/%.o))
REPLAYS := $(FUZZ_SRCS:tests/fuzz/fuzz_%.c=$(BUILD)/tests/fuzz/replay_%)
HEADERS := $(sort $(shell find linter rules generators tests -name '*.h'))
FORMATTED = $(SRCS) $(HEADERS) $(sort $(wildcard tests/*.c tests/docs/*.c tests/fuzz/*.c tests/differential/*.c tests/bench/*.c))

# The libraries. Goals that compile nothing do without them.
PKGS := yaml-0.1 libpcre2-8 openssl jansson libzscanner libknot libdnssec libpsl libidn2 libgit2
# Libraries that pkg-config does not know: jsmn is a header alone.
HEADERS_ALONE := jsmn.h unictype.h
NO_LIBRARIES := help packages demo test check coverage rule dist clean uninstall format check-format check-layers check-rules
ifneq ($(filter-out $(NO_LIBRARIES),$(or $(MAKECMDGOALS),all)),)
  ifeq ($(shell command -v $(PKG_CONFIG)),)
    $(error pkg-config is missing: run `make packages`)
  endif
  missing := $(strip $(foreach p,$(PKGS),$(shell $(PKG_CONFIG) --exists $(p) || echo $(p))) \
	$(foreach h,$(HEADERS_ALONE),$(shell echo '$(hash)include <$(h)>' | $(CC) $(CPPFLAGS) -E - >/dev/null 2>&1 || echo $(h))))
  ifneq ($(missing),)
    $(error missing for the build: $(missing); run `make packages`)
  endif
  PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS))
  PKG_LIBS := $(shell $(PKG_CONFIG) --libs $(PKGS)) -lunistring
  CMOCKA_LIBS := $(shell $(PKG_CONFIG) --libs cmocka 2>/dev/null || echo -lcmocka)
endif

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wformat=2 -Wwrite-strings $(if $(WERROR),-Werror)
SANITIZE_FLAGS := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all)
COVERAGE_FLAGS := $(if $(COVERAGE),--coverage -O0)
# Glibc's checks want an optimiser, and they hide calls from the sanitizers.
FORTIFY := $(if $(SANITIZE)$(COVERAGE),,$(if $(filter -O1 -O2 -O3 -Os,$(CFLAGS)),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2))
BASE_CFLAGS := -std=c11 -D_GNU_SOURCE -DZONEWARRANT_VERSION='"$(VERSION)"' \
	-Ilinter -Irules -Igenerators -I. $(PKG_CFLAGS) $(WARNINGS) -fPIE -pthread
HARDENING := -fstack-protector-strong $(FORTIFY)
ALL_CFLAGS = $(BASE_CFLAGS) $(HARDENING) $(CPPFLAGS) $(CFLAGS) $(SANITIZE_FLAGS) $(COVERAGE_FLAGS)
ALL_LDFLAGS = -pie -pthread -Wl,--as-needed,-z,relro,-z,now $(SANITIZE_FLAGS) $(COVERAGE_FLAGS) $(LDFLAGS)
LIBS = $(PKG_LIBS)

# The commands are shown with V=1, else what they make.
Q := $(if $(V),,@)
ifeq ($(V),)
  say = @printf '  %-4s %s\n' '$(1)' '$(2)'
endif

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all help packages demo test check test-programs differential bench coverage fuzz bless docs format rule install \
	uninstall dist clean check-rules check-headers check-layers check-docs check-format FORCE

all: $(PROGRAM) link ## build the program (the default)

help: ## this list
	@echo 'Targets:'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 18
	@echo 'Variables:'
	@sed -n 's/^#= //p' Makefile | sed 's/^/  /'

#= SANITIZE=address,undefined  with sanitizers, in a build folder of its own
#= COVERAGE=1                  counts executed lines, in a build folder of its own
#= WERROR=1                    a warning is an error
#= BUILD=FOLDER                where objects and programs go
#= V=1                         shows the commands
#= PREFIX=/usr/local DESTDIR=  where `install` puts things
#= N=10                        seeds of `differential`
#= RUNS=5 RECORDS=1000000      rounds and sizes of `bench`
#= ID=… FAMILY=…               of `rule`;  TIME=60 (seconds a target) of `fuzz`

# --- the program -------------------------------------------------------------------------------

# ./zonewarrant is the default flavour, so that a reader can type what the README says.
.PHONY: link
link: $(PROGRAM)
ifeq ($(BUILD),build)
	@ln -sf $(PROGRAM) zonewarrant
endif

$(PROGRAM): $(OBJS) $(BUILD)/objects
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(OBJS) $(LIBS)

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The scripts that the program writes are parts of it.
SCRIPTS := $(wildcard generators/*.sh)
$(BUILD)/generators/script_text.o $(BUILD)/fuzzing/generators/script_text.o: $(SCRIPTS)

# Two files that change only when their content does: other flags compile everything again, another
# list of objects (a source that went away) links again.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(CC) $(ALL_CFLAGS))' | cmp -s - $@ || \
		printf '%s\n' '$(subst ','\'',$(CC) $(ALL_CFLAGS))' >$@

$(BUILD)/objects: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(OBJS) | cmp -s - $@ || printf '%s\n' $(OBJS) >$@

# --- tests -------------------------------------------------------------------------------------

packages: ## install what is missing for build and tests (apt-get, with sudo when not root)
	@.ci/install build test

demo: ## install, build, then check and plan the example estate
	@.ci/install build
	@$(MAKE) --no-print-directory $(PARALLEL) all
	@.ci/demo $(if $(filter build,$(BUILD)),./zonewarrant,$(PROGRAM)) $(BUILD)/demo-bundle

test: ## install, build and run every test; ends with "N passed, N failed"
	@.ci/install build test
	@BUILD='$(BUILD)' FUZZERS='$(FUZZERS)' tests/run.sh

check: ## the same without installing anything
	@BUILD='$(BUILD)' FUZZERS='$(FUZZERS)' tests/run.sh

test-programs: $(PROGRAM) link $(TESTS) $(REPLAYS) $(FUZZERS) $(DIFFERENTIAL) $(BENCH) $(ZONE_BENCH) ## build all test programs, run none

$(TESTS): $(BUILD)/%: $(BUILD)/%.o $(TEST_HELPERS) $(PARTS) $(BUILD)/objects
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(TEST_HELPERS) $(PARTS) $(CMOCKA_LIBS) $(LIBS)

$(DIFFERENTIAL): $(DIFFERENTIAL_SRCS:%.c=$(BUILD)/%.o) $(PARTS) $(BUILD)/objects
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(DIFFERENTIAL_SRCS:%.c=$(BUILD)/%.o) $(PARTS) $(LIBS)

differential: $(DIFFERENTIAL) ## ask real name servers 1,000,000 questions for each of N seeds
	@BUILD='$(BUILD)' tests/differential/run.sh $(N)

$(BENCH) $(ZONE_BENCH): %: %.o $(BENCH_PARTS) $(PARTS) $(BUILD)/objects
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(BENCH_PARTS) $(PARTS) $(LIBS)

bench: $(BENCH) $(ZONE_BENCH) $(PROGRAM) ## measure speed and memory beside libyaml and the checkers of name servers
	@$(BENCH) $(PROGRAM) $(BUILD)/bench $(RUNS) $(RECORDS)
	@$(ZONE_BENCH) $(PROGRAM) $(BUILD)/bench $(RUNS) $(lastword $(RECORDS))

# Fuzz targets twice: with libFuzzer, and with a plain main that replays the seeds.
$(REPLAYS): $(BUILD)/tests/fuzz/replay_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/replay.o $(PARTS) $(BUILD)/objects
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(BUILD)/tests/fuzz/replay.o $(PARTS) $(LIBS)

FUZZ_FLAGS := -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all
FUZZ_PARTS := $(PARTS:$(BUILD)/%=$(BUILD)/fuzzing/%)
$(BUILD)/fuzzing/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,FUZZ,$<)
	$(Q)$(CLANG) $(BASE_CFLAGS) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link,address,undefined -MMD -MP -c -o $@ $<

$(FUZZERS): $(BUILD)/%: $(BUILD)/fuzzing/%.o $(FUZZ_PARTS) $(BUILD)/objects
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CLANG) $(FUZZ_FLAGS) -pthread -fsanitize=fuzzer,address,undefined -o $@ $< $(FUZZ_PARTS) $(LIBS)

# The seeds of a target are tests/fuzz/seeds/<target>/ and all fixtures; what it finds is kept under
# $(BUILD), and an input that crashes belongs into the seeds once the fault is mended.
fuzz: $(FUZZERS) ## fuzz each front end for TIME seconds
	@for fuzzer in $(FUZZERS); do \
		tests/fuzz/run.sh $$fuzzer $(BUILD)/fuzz-corpus $(TIME) || exit 1; \
	done

bless: test-programs ## write the golden files again; review the difference before a commit
	@for program in $(TESTS); do BLESS=1 ZONEWARRANT=$(PROGRAM) $$program >/dev/null || :; done
	@git status --short fixtures 2>/dev/null || :

coverage: ## which lines the tests execute (gcovr, package group `develop`)
	@.ci/install build test develop
	@$(MAKE) --no-print-directory COVERAGE=1 check
	gcovr --root . --object-directory build-coverage --filter '(linter|rules|generators)/' --print-summary --sort-uncovered

check-rules: ## rule table = rule files = fixtures
	@tests/check_rules.sh

check-layers: ## a folder includes only from itself and from the layers below
	@tests/check_layers.sh

check-headers: $(HEADERS:%=$(BUILD)/%.ok) ## each header compiles alone

# A translation unit may not be empty in ISO C, hence the declaration.
$(BUILD)/%.h.ok: %.h $(BUILD)/flags
	@mkdir -p $(@D)
	@echo 'extern int unused;' | $(CC) $(ALL_CFLAGS) -Werror -fsyntax-only -MMD -MP -MT $@ -MF $@.d -x c -include $< -
	@touch $@

check-format: ## the sources have the form of .clang-format
	@command -v $(CLANG_FORMAT) >/dev/null || { echo "$(CLANG_FORMAT) is missing: run \`make packages\`"; exit 1; }
	@bad=; for file in $(FORMATTED); do \
		$(CLANG_FORMAT) $$file | cmp -s - $$file || bad="$$bad $$file"; \
	done; \
	[ -z "$$bad" ] || { printf '%s\n' "not in the form of .clang-format (run \`make format\`):" $$bad; exit 1; }

format: ## bring the sources into the form of .clang-format
	$(CLANG_FORMAT) -i $(FORMATTED)

# --- documents, rules, packaging ---------------------------------------------------------------

SCHEMA := $(BUILD)/tests/docs/schema

docs: $(PROGRAM) $(SCHEMA) ## write the generated documents again
	@tests/docs/docs.sh write $(PROGRAM) $(SCHEMA)

check-docs: $(PROGRAM) $(SCHEMA) ## the generated documents are what the program would write
	@tests/docs/docs.sh check $(PROGRAM) $(SCHEMA)

$(SCHEMA): $(SCHEMA).o $(PARTS) $(BUILD)/objects
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(PARTS) $(LIBS)

rule: ## scaffold a rule: make rule ID=some-id FAMILY=naming
	@tests/templates/new_rule.sh '$(FAMILY)' '$(ID)'

install: $(PROGRAM) ## program, man page and rule reference, under DESTDIR and PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/doc/zonewarrant
	install -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/zonewarrant
	install -m 644 docs/zonewarrant.1 $(DESTDIR)$(PREFIX)/share/man/man1/zonewarrant.1
	install -d $(DESTDIR)$(PREFIX)/share/doc/zonewarrant/rules
	install -m 644 docs/rules.md $(DESTDIR)$(PREFIX)/share/doc/zonewarrant/rules.md
	install -m 644 docs/rules/*.md $(DESTDIR)$(PREFIX)/share/doc/zonewarrant/rules

uninstall: ## remove what `install` put there
	rm -f $(DESTDIR)$(PREFIX)/bin/zonewarrant $(DESTDIR)$(PREFIX)/share/man/man1/zonewarrant.1
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/zonewarrant

dist: ## a reproducible source archive of the last commit
	@mkdir -p dist
	git archive --format=tar --prefix=zonewarrant-$(VERSION)/ -o dist/zonewarrant-$(VERSION).tar HEAD
	gzip -9nf dist/zonewarrant-$(VERSION).tar

clean: ## remove this flavour's build folder
	rm -rf $(BUILD)
ifeq ($(BUILD),build)
	rm -f zonewarrant
endif

DEPENDENCIES := $(OBJS:.o=.d) $(DIFFERENTIAL_SRCS:%.c=$(BUILD)/%.d) $(BENCH_SRCS:%.c=$(BUILD)/%.d) $(TEST_OBJS:.o=.d) $(TEST_HELPERS:.o=.d) $(FUZZ_PARTS:.o=.d) \
	$(FUZZ_SRCS:%.c=$(BUILD)/%.d) $(BUILD)/tests/fuzz/replay.d $(SCHEMA).d $(FUZZ_SRCS:%.c=$(BUILD)/fuzzing/%.d) $(HEADERS:%=$(BUILD)/%.ok.d)
-include $(DEPENDENCIES)
