/* SPDX-License-Identifier: EUPL-1.2 */
/* show.c: `waakvlam show`: the flags of a scan as a reviewer would read them on a terminal, in
 * Dutch.
 *
 * In: lines that `scan` wrote, and the records they are about (for the text). Out: per line its
 * triage, the text with the evidence between [brackets] (in colour on a terminal), and per finding
 * what it is, what softens it and what to ask. The words are those of the review pages: never a
 * verdict. Needs code-point offsets (scan's default). Neighbours: read/json.h parses, the pack
 * gives titles and questions. Cost: reads its files whole. */
#include "cli/commands.h"

#include "base/map.h"
#include "review/dutch.h"
#include "cli/options.h"
#include "cli/packs.h"
#include "read/json.h"
#include "text/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct show {
    wv_arena arena;
    wv_map texts; /* record id -> index in `values` */
    wv_str *values;
    uint32_t value_count, value_capacity;
    wv_map rules; /* rule name -> index in the pack */
    const wv_frozen *pack;
    const wv_dutch_case *word;
    bool colour;
    uint64_t skipped; /* lines that were no JSON */
} show;

static const char *const triage_name[][2] = {
    {"now", "NU"},
    {"today", "VANDAAG"},
    {"week", "DEZE WEEK"},
    {"context", "ACHTERGROND"},
    {"info", "TER INFORMATIE"},
};

static const char *const label_name[][2] = {
    {"negated", "ontkend"},
    {"hypothetical", "als-dan"},
    {"habit", "gewoonte"},
    {"reported", "van horen zeggen"},
    {"quoted", "aangehaald"},
    {"past", "verleden"},
    {"joke", "als grap"},
    {"fiction", "verhaal of nieuws"},
    {"template", "folder of formulier"},
    {"third_party", "over een ander"},
};

/* Value of a member of the object at tape index `at`, or NULL. */
static const wv_json_value *member(const wv_json *json, const wv_json_value *object,
                                   const char *name)
{
    if (!object || object->type != WV_JSON_OBJECT) return NULL;
    uint32_t key = (uint32_t)(object - json->values) + 1;
    for (uint32_t i = 0; i < object->count; i++) {
        const wv_json_value *value = &json->values[key + 1];
        if (wv_str_is(json->values[key].text, name)) return value;
        key = value->next;
    }
    return NULL;
}

static wv_str text_of(const wv_json *json, const wv_json_value *object, const char *name)
{
    const wv_json_value *value = member(json, object, name);
    return value && value->type == WV_JSON_STRING ? value->text : (wv_str){"", 0};
}

static bool is_true(const wv_json *json, const wv_json_value *object, const char *name)
{
    const wv_json_value *value = member(json, object, name);
    return value && value->type == WV_JSON_TRUE;
}

static wv_rc read_whole(const char *path, wv_arena *arena, wv_str *out, wv_err *err)
{
    enum { BYTES_MAX = 1 << 30 };
    wv_buf bytes;
    FILE *file = strcmp(path, "-") ? fopen(path, "rb") : stdin;
    if (!file) return wv_err_set(err, WV_E_NOINPUT, "cannot open %s", path);
    wv_buf_init(&bytes);
    for (size_t got = 1; got && bytes.n < BYTES_MAX && !bytes.failed;) {
        wv_buf_reserve(&bytes, 1 << 16);
        if (bytes.failed) break;
        got = fread(bytes.p + bytes.n, 1, 1 << 16, file);
        bytes.n += got;
    }
    wv_rc rc = ferror(file) ? wv_err_set(err, WV_E_IO, "cannot read %s", path) : WV_OK;
    if (rc == WV_OK && (bytes.failed || bytes.n >= BYTES_MAX))
        rc = wv_err_set(err, WV_E_LIMIT, "%s is too large to show", path);
    if (rc == WV_OK) *out = wv_arena_str(arena, (wv_str){bytes.p, (uint32_t)bytes.n});
    if (rc == WV_OK && !out->p) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (file != stdin) fclose(file);
    wv_buf_done(&bytes);
    return rc;
}

/* Calls `each` with every line that is a JSON object. */
static wv_rc for_lines(show *s, wv_str all, wv_rc (*each)(show *, const wv_json *))
{
    wv_json json;
    wv_json_init(&json, &s->arena);
    wv_rc rc = WV_OK;
    for (uint32_t at = 0; at < all.n && rc == WV_OK;) {
        uint32_t end = at;
        while (end < all.n && all.p[end] != '\n') end++;
        wv_json_error error;
        rc = end > at ? wv_json_parse(&json, (wv_str){all.p + at, end - at}, &error) : WV_E_JSON;
        if (rc == WV_OK)
            rc = each(s, &json);
        else if (rc != WV_E_NOMEM)
            s->skipped += end > at, rc = WV_OK;
        at = end + 1;
    }
    wv_json_done(&json);
    return rc;
}

/* One record's id within its case, as one key: ids are unique only there. */
static wv_str case_key(show *s, wv_str case_id, wv_str record)
{
    wv_buf key;
    wv_buf_init(&key);
    wv_buf_str(&key, case_id);
    wv_buf_byte(&key, '\0');
    wv_buf_str(&key, record);
    wv_str kept =
        key.failed ? (wv_str){NULL, 0} : wv_arena_str(&s->arena, (wv_str){key.p, (uint32_t)key.n});
    wv_buf_done(&key);
    return kept;
}

static wv_rc remember_record(show *s, const wv_json *json)
{
    const wv_json_value *root = json->values;
    wv_str text = text_of(json, root, "text");
    if (!text.n) return WV_OK;
    if (!wv_mem_grow((void **)&s->values, &s->value_capacity, s->value_count + 1,
                     sizeof *s->values))
        return WV_E_NOMEM;
    wv_str key = case_key(s, text_of(json, root, "case"), text_of(json, root, "id"));
    if (!key.p || !wv_map_put(&s->texts, key, s->value_count, NULL)) return WV_E_NOMEM;
    s->values[s->value_count++] = wv_arena_str(&s->arena, text);
    return WV_OK;
}

static void print_str(wv_str s)
{
    /* Control characters of a hostile text must not reach the terminal. */
    for (uint32_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        putchar(c == '\n' || c == '\t' || c == '\r' ? ' ' : c < 0x20 || c == 0x7F ? '?' : c);
    }
}

static int by_start(const void *left, const void *right)
{
    const wv_span *a = left, *b = right;
    return a->start != b->start ? (a->start > b->start) - (a->start < b->start)
                                : (a->end > b->end) - (a->end < b->end);
}

enum { MARKS_MAX = 512 };

/* Spans of all findings on a line, in code points, merged where they overlap. */
static uint32_t gather_marks(const wv_json *json, const wv_json_value *findings,
                             wv_span marks[MARKS_MAX])
{
    uint32_t count = 0, kept = 0;
    uint32_t at = (uint32_t)(findings - json->values) + 1;
    for (uint32_t i = 0; i < findings->count; i++, at = json->values[at].next) {
        const wv_json_value *spans = member(json, &json->values[at], "spans");
        if (!spans || spans->type != WV_JSON_ARRAY) continue;
        uint32_t span = (uint32_t)(spans - json->values) + 1;
        for (uint32_t k = 0; k < spans->count && count < MARKS_MAX;
             k++, span = json->values[span].next) {
            const wv_json_value *start = member(json, &json->values[span], "start");
            const wv_json_value *end = member(json, &json->values[span], "end");
            int64_t from = 0, to = 0;
            if (start && end && wv_json_integer(start->text, &from) &&
                wv_json_integer(end->text, &to))
                marks[count++] = (wv_span){(uint32_t)from, (uint32_t)to};
        }
    }
    qsort(marks, count, sizeof *marks, by_start);
    for (uint32_t i = 0; i < count; i++) {
        if (kept && marks[i].start <= marks[kept - 1].end) {
            if (marks[i].end > marks[kept - 1].end) marks[kept - 1].end = marks[i].end;
        } else
            marks[kept++] = marks[i];
    }
    return kept;
}

static void print_marked(const show *s, wv_str text, const wv_span *marks, uint32_t count)
{
    uint32_t code_point = 0, next = 0, from = 0;
    fputs("  ", stdout);
    for (uint32_t i = 0; i <= text.n; i++) {
        if (i < text.n && ((unsigned char)text.p[i] & 0xC0) == 0x80) continue;
        bool starts = next < count && code_point == marks[next].start;
        bool ends = next < count && code_point == marks[next].end;
        if (starts || ends) {
            print_str((wv_str){text.p + from, i - from});
            from = i;
            if (starts) fputs(s->colour ? "\033[1;33m[" : "[", stdout);
            if (ends) fputs(s->colour ? "]\033[0m" : "]", stdout), next++;
            /* A merged mark never touches the next, so one code point does not both end and start
             * one. */
        }
        code_point++;
    }
    print_str((wv_str){text.p + from, text.n - from});
    putchar('\n');
}

static void print_labels(const wv_json *json, const wv_json_value *finding)
{
    const wv_json_value *scope = member(json, finding, "scope");
    bool first = true;
    for (size_t i = 0; i < sizeof label_name / sizeof *label_name; i++) {
        if (!is_true(json, scope, label_name[i][0])) continue;
        printf("%s%s", first ? " (" : ", ", label_name[i][1]);
        first = false;
    }
    if (!first) putchar(')');
}

static void print_finding(show *s, const wv_json *json, const wv_json_value *finding)
{
    wv_str rule = text_of(json, finding, "rule");
    const uint32_t *at = wv_map_get(&s->rules, rule);
    const wv_frozen_rule *known = at ? &s->pack->rules[*at] : NULL;
    fputs("  - ", stdout);
    print_str(known ? known->title : rule);
    if (wv_str_is(text_of(json, finding, "basis"), "inferred")) fputs(" (afgeleid)", stdout);
    print_labels(json, finding);
    const wv_json_value *direction = member(json, finding, "direction");
    wv_str actor = text_of(json, direction, "actor");
    if (!actor.n || wv_str_is(actor, "unknown"))
        fputs("; niet duidelijk wie dit deed", stdout);
    else
        fputs("; door ", stdout), print_str(actor);
    const wv_json_value *suppressed = member(json, finding, "suppressed");
    if (suppressed && suppressed->type == WV_JSON_OBJECT)
        fputs("; gevonden, niet meegeteld: ", stdout), print_str(text_of(json, suppressed, "by"));
    putchar('\n');
    if (known && known->response.n)
        fputs("    Vraag: ", stdout), print_str(known->response), putchar('\n');
}

static void print_head(const show *s, const wv_json *json, const char *what)
{
    wv_str triage = text_of(json, json->values, "triage"),
           case_id = text_of(json, json->values, "case");
    const char *name = "";
    for (size_t i = 0; i < sizeof triage_name / sizeof *triage_name; i++)
        if (wv_str_is(triage, triage_name[i][0])) name = triage_name[i][1];
    printf("%s%s%s  %s", s->colour ? "\033[1m" : "", name, s->colour ? "\033[0m" : "", what);
    print_str(text_of(json, json->values, *what == 'p' ? "pattern" : "record"));
    if (case_id.n) printf(", %s ", s->word->one), print_str(case_id);
    wv_str when = text_of(json, json->values, "raised_at");
    if (when.n) fputs(", ", stdout), print_str(when);
    putchar('\n');
}

static void print_alert(show *s, const wv_json *json)
{
    const wv_json_value *evidence = member(json, json->values, "evidence");
    print_head(s, json, "patroon ");
    fputs("  Rust op: ", stdout);
    uint32_t at = evidence ? (uint32_t)(evidence - json->values) + 1 : 0;
    for (uint32_t i = 0; evidence && i < evidence->count; i++, at = json->values[at].next) {
        if (i) fputs(", ", stdout);
        print_str(json->values[at].text);
    }
    fputs("\n\n", stdout);
}

static wv_rc print_line(show *s, const wv_json *json)
{
    wv_str type = text_of(json, json->values, "type");
    if (wv_str_is(type, "alert")) print_alert(s, json);
    if (!wv_str_is(type, "flag")) return WV_OK;
    const wv_json_value *findings = member(json, json->values, "findings");
    if (!findings || findings->type != WV_JSON_ARRAY) return WV_OK;
    print_head(s, json, "signaal in ");
    wv_str key =
        case_key(s, text_of(json, json->values, "case"), text_of(json, json->values, "record"));
    const uint32_t *at = key.p ? wv_map_get(&s->texts, key) : NULL;
    if (!key.p) return WV_E_NOMEM;
    wv_span marks[MARKS_MAX];
    if (at) print_marked(s, s->values[*at], marks, gather_marks(json, findings, marks));
    uint32_t finding = (uint32_t)(findings - json->values) + 1;
    for (uint32_t i = 0; i < findings->count; i++, finding = json->values[finding].next)
        print_finding(s, json, &json->values[finding]);
    putchar('\n');
    return WV_OK;
}

static wv_rc run(show *s, const char *records, const char *flags, wv_err *err)
{
    wv_str all;
    wv_rc rc = WV_OK;
    for (uint32_t i = 0; i < s->pack->rule_count && rc == WV_OK; i++)
        if (!wv_map_put(&s->rules, s->pack->rules[i].name, i, NULL)) rc = WV_E_NOMEM;
    if (rc == WV_OK && records) rc = read_whole(records, &s->arena, &all, err);
    if (rc == WV_OK && records) rc = for_lines(s, all, remember_record);
    s->skipped = 0; /* what scan could not read stands in its dead letters */
    if (rc == WV_OK) rc = read_whole(flags, &s->arena, &all, err);
    if (rc == WV_OK) rc = for_lines(s, all, print_line);
    if (rc == WV_OK && s->skipped)
        rc = wv_err_set(err, WV_E_JSON, "%s: %llu lines are no JSON", flags,
                        (unsigned long long)s->skipped);
    return rc;
}

int wv_cli_show(int argc, char **argv)
{
    const char *pack_path = NULL, *records = NULL, *word = NULL;
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack, for titles and questions", &pack_path},
        {0, "records", WV_OPTION_TEXT, "FILE", "the records that were scanned, to show their text",
         &records},
        {0, "case-word", WV_OPTION_TEXT, "WORD", "zaak or casus ($WAAKVLAM_CASE_WORD, zaak)",
         &word},
        {0},
    };
    const wv_command_line line = {
        "show [-r PACK] [--records FILE] FLAGS|-",
        "Shows the flags and alerts that scan wrote as a reviewer would read them, in Dutch.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (argc != 2) return wv_options_usage(&line, "give one file of flags, or -");
    const wv_dutch_case *case_word = NULL;
    if (!wv_dutch_case_named(word, &case_word))
        return wv_options_usage(&line, "--case-word wants zaak or casus");
    wv_frozen *pack = NULL;
    int code = wv_packs_open(pack_path, false, &pack);
    if (code != 0) return code;
    show s = {.pack = pack,
              .word = case_word,
              .colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR")};
    wv_err err = {0};
    wv_arena_init(&s.arena);
    wv_rc rc = run(&s, records, argv[1], &err);
    if (rc != WV_OK)
        fprintf(stderr, "waakvlam show: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    wv_map_done(&s.texts);
    wv_map_done(&s.rules);
    wv_mem_free(s.values);
    wv_arena_done(&s.arena);
    wv_frozen_free(pack);
    return wv_rc_exit(rc);
}
