/* SPDX-License-Identifier: EUPL-1.2 */
/* serve.c: `waakvlam serve`: the review pages on this machine.
 *
 * In: a store, a pack for titles and questions. Out: pages over loopback or a unix socket, until
 * SIGTERM or SIGINT. Neighbours: review/http.h is the door, review/routes.h answers. Invariants:
 * never an address that others can reach (nginx stands before it, docs/review.md); nothing without
 * a purpose and a legal basis; stderr never shows what a record says. Cost: one thread. */
#include "cli/commands.h"

#include "cli/operator.h"
#include "cli/options.h"
#include "cli/packs.h"
#include "review/routes.h"
#include "store/purpose.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>

enum { WAIT_MS = 500, IDLE_SECONDS = 2 };

typedef struct serve {
    wv_http_options http;
    wv_site site;
    wv_rulebook rules;
    wv_frozen *pack;
    wv_tz zone;
    wv_store *store;
    wv_purpose purpose;
} serve;

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
    (void)number;
    stopped = 1;
}

static void watch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
    wv_operator_outlive_limits();
}

static int64_t clock_now(void *ctx)
{
    (void)ctx;
    return (int64_t)time(NULL);
}

static wv_rc open_store(serve *s, const char *path, wv_err *err)
{
    wv_arena arena;
    wv_purpose holds;
    wv_store_options options = {.path = path};
    wv_rc rc = wv_store_open(&options, &s->store, err);
    wv_arena_init(&arena);
    if (rc == WV_OK) rc = wv_purpose_require(s->store, &s->purpose, &arena, &holds, err);
    wv_arena_done(&arena);
    return rc;
}

static wv_rc prepare(serve *s, const char *path, wv_err *err)
{
    wv_rc rc = open_store(s, path, err);
    if (rc == WV_OK) rc = wv_tz_open("Europe/Amsterdam", &s->zone, err);
    if (rc == WV_OK) rc = wv_rulebook_init(&s->rules, s->pack);
    if (rc) return rc;
    s->site.store = s->store;
    s->site.rules = &s->rules;
    s->site.zone = &s->zone;
    s->site.clock = clock_now;
    s->http.answer = wv_routes_answer;
    s->http.refuse = wv_routes_refuse;
    s->http.commit = wv_routes_commit;
    s->http.ctx = &s->site;
    return WV_OK;
}

static void say_where(const serve *s, const wv_http *http)
{
    if (s->http.listen)
        printf("waakvlam serve: port %u on %s\n", wv_http_port(http), s->http.listen);
    else
        printf("waakvlam serve: %s\n", s->http.unix_path);
    fflush(stdout);
}

/* A store that is locked or full for a moment must not end the service. */
static wv_rc turn(serve *s, wv_err *err)
{
    wv_http *http = NULL;
    int64_t idle = 0;
    wv_rc rc = wv_http_open(&s->http, &http, err);
    if (rc == WV_OK) say_where(s, http);
    while (rc == WV_OK && !stopped) {
        rc = wv_http_turn(http, WAIT_MS, err);
        int64_t now = clock_now(NULL);
        if (rc == WV_OK && now - idle >= IDLE_SECONDS) {
            idle = now;
            if (wv_routes_idle(&s->site) != WV_OK)
                fprintf(stderr, "waakvlam serve: the store cannot be written at the moment\n");
        }
    }
    wv_http_close(http);
    return rc;
}

static int run(serve *s, const char *path)
{
    wv_err err = {0};
    watch_signals();
    wv_rc rc = prepare(s, path, &err);
    if (rc == WV_OK) rc = turn(s, &err);
    int code = wv_operator_complain("serve", path, rc, &err);
    wv_rulebook_done(&s->rules);
    wv_store_close(s->store);
    wv_frozen_free(s->pack);
    return code;
}

/* A role without a user, or the other way round, would let everybody in as nobody. */
static const char *what_is_wrong(const serve *s)
{
    bool user = s->http.user_header != NULL, role = s->http.role_header != NULL;
    if (s->http.listen && s->http.unix_path) return "give --listen or --unix, not both";
    if (user != role) return "--proxy-user and --proxy-role go together";
    if (user && !s->http.unix_path)
        return "headers of a proxy are trusted on a unix socket only: on a port every program of "
               "this machine could send them";
    return NULL;
}

int wv_cli_serve(int argc, char **argv)
{
    static serve s;
    const char *pack = NULL, *word = NULL, *purpose = NULL, *basis = NULL;
    const wv_option options[] = {
        {0, "listen", WV_OPTION_TEXT, "ADDRESS", "127.0.0.1:PORT (127.0.0.1:8480; port 0: any)",
         &s.http.listen},
        {0, "unix", WV_OPTION_TEXT, "PATH", "a unix socket, for nginx", &s.http.unix_path},
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack, for titles and questions", &pack},
        {0, "purpose", WV_OPTION_TEXT, "TEXT", "what this store is for", &purpose},
        {0, "legal-basis", WV_OPTION_TEXT, "WORD", "wpg-8, wpg-9 or avg", &basis},
        {0, "https", WV_OPTION_FLAG, NULL, "browsers come by https: cookies are marked Secure",
         &s.site.secure},
        {0, "proxy-user", WV_OPTION_TEXT, "HEADER", "the proxy says who it is in this header",
         &s.http.user_header},
        {0, "proxy-role", WV_OPTION_TEXT, "HEADER", "... and which role in this one",
         &s.http.role_header},
        {0, "case-word", WV_OPTION_TEXT, "WORD", "zaak or casus ($WAAKVLAM_CASE_WORD, zaak)",
         &word},
        {0},
    };
    const wv_command_line line = {
        "serve STORE [--listen 127.0.0.1:PORT | --unix PATH] [-r PACK]",
        "Serves the review pages of a store to browsers on this machine, or to nginx\n"
        "(docs/review.md). Accounts: `waakvlam user`. Ends on SIGTERM.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (argc != 2) return wv_options_usage(&line, "give one store");
    if (!s.http.listen && !s.http.unix_path) s.http.listen = "127.0.0.1:8480";
    const char *wrong = what_is_wrong(&s);
    if (wrong) return wv_options_usage(&line, "%s", wrong);
    if (!wv_dutch_case_named(word, &s.site.word))
        return wv_options_usage(&line, "--case-word wants zaak or casus");
    s.site.by_proxy = s.http.user_header != NULL;
    s.purpose = (wv_purpose){purpose ? wv_str_of(purpose) : WV_STR(""),
                             basis ? wv_str_of(basis) : WV_STR("")};
    int code = wv_packs_open(pack, false, &s.pack);
    return code ? code : run(&s, argv[1]);
}
