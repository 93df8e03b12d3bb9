/* SPDX-License-Identifier: EUPL-1.2 */
/* logbook.c: `waakvlam logbook`: the chronology of one case.
 *
 * In: a state file and the name of a case. Out: NDJSON, CSV or a page, by time: records with both
 * clocks, who told it and what was found; alerts where they were raised, also those that no longer
 * stand. Neighbours: case/view.h, db/state.h, logbook_html.c. Invariant: no text of a record: the
 * state has none. Cost: one case. */
#include "cli/logbook.h"

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/packs.h"
#include "db/state.h"

#include <stdio.h>
#include <stdlib.h>

wv_str wv_logbook_label(const wv_frozen *pack, wv_str slug)
{
    for (uint32_t i = 0; i < pack->ast->signal_count; i++)
        if (wv_str_eq(pack->ast->signals[i].slug.s, slug)) return pack->ast->signals[i].label.s;
    return slug;
}

const char *wv_logbook_role(wv_role role)
{
    static const char *const words[] = {"",     "om wie de zorg gaat", "de ander",
                                        "kind", "derde",       "professional"};
    return role <= WV_ROLE_PROFESSIONAL ? words[role] : "";
}

static wv_str slug_of(const wv_frozen *pack, uint16_t signal)
{
    return signal < pack->ast->signal_count ? pack->ast->signals[signal].slug.s : WV_STR("?");
}

static const char *const KINDS[] = {"report", "message", "event"};
static const char *const TRIAGES[] = {"info", "context", "week", "today", "now"};

/* --- NDJSON ------------------------------------------------------------------------------------
 */

static void put_field(wv_buf *out, const char *name, wv_str value)
{
    if (value.n == 0) return;
    wv_buf_format(out, ",\"%s\":", name);
    wv_buf_json(out, value);
}

static void put_time(wv_buf *out, const char *name, wv_time t)
{
    wv_buf_format(out, ",\"%s\":\"", name);
    wv_time_write(out, t);
    wv_buf_byte(out, '"');
}

static void put_notes(const wv_logbook *book, wv_buf *out, const wv_entry *e)
{
    wv_buf_text(out, ",\"signals\":[");
    for (uint32_t i = 0; i < e->note_count; i++) {
        const wv_note *n = &e->notes[i];
        if (i) wv_buf_byte(out, ',');
        wv_buf_text(out, "{\"signal\":");
        wv_buf_json(out, slug_of(book->pack, n->signal));
        wv_buf_format(out, ",\"severity\":%u,\"live\":%s,\"from_case\":%s", n->severity,
                      n->live ? "true" : "false", n->made ? "true" : "false");
        put_field(out, "actor", n->actor);
        put_field(out, "target", n->target);
        if (n->claimed) wv_buf_format(out, ",\"claimed\":%u", n->claimed);
        wv_buf_byte(out, '}');
    }
    wv_buf_byte(out, ']');
}

static void put_strings(wv_buf *out, const char *name, const wv_str *list, uint32_t count)
{
    wv_buf_format(out, ",\"%s\":[", name);
    for (uint32_t i = 0; i < count; i++) {
        if (i) wv_buf_byte(out, ',');
        wv_buf_json(out, list[i]);
    }
    wv_buf_byte(out, ']');
}

static void put_entry(const wv_logbook *book, wv_buf *out, const wv_entry *e)
{
    wv_buf_format(out, "{\"row\":\"%s\",\"record\":", KINDS[e->kind]);
    wv_buf_json(out, e->id);
    put_time(out, "occurred_at", e->occurred);
    put_time(out, "received_at", e->received);
    put_field(out, "source", e->source);
    put_field(out, "reporter", e->reporter);
    put_field(out, "from", wv_entry_actor(e));
    if (e->to_count) put_strings(out, "to", e->to, e->to_count);
    put_field(out, "channel", e->channel);
    put_field(out, "code", e->code);
    put_field(out, "handler", e->handler);
    put_field(out, "type", e->type);
    if (e->night) wv_buf_text(out, ",\"night\":true");
    if (e->gone) wv_buf_text(out, ",\"deleted\":true");
    put_notes(book, out, e);
    wv_buf_text(out, "}\n");
}

static void put_alert(const wv_logbook *book, wv_buf *out, const wv_written *w)
{
    bool known = w->rule < book->pack->rule_count;
    wv_buf_text(out, "{\"row\":\"alert\",\"pattern\":");
    wv_buf_json(out, known ? book->pack->rules[w->rule].signal : WV_STR("?"));
    put_time(out, "raised_at", w->raised_at);
    wv_buf_format(out, ",\"episode\":%u,\"triage\":\"%s\",\"standing\":%s", w->episode,
                  TRIAGES[w->triage], w->standing ? "true" : "false");
    put_strings(out, "evidence", w->evidence, w->evidence_count);
    wv_buf_text(out, "}\n");
}

void wv_logbook_ndjson(const wv_logbook *book, wv_buf *out)
{
    for (uint32_t i = 0; i < book->count; i++)
        if (book->rows[i].entry)
            put_entry(book, out, book->rows[i].entry);
        else
            put_alert(book, out, book->rows[i].alert);
}

/* --- CSV: semicolons and a byte order mark, as a Dutch spreadsheet opens it ---------------------
 */

static void put_cell(wv_buf *out, wv_str s, bool last)
{
    /* A cell that starts like a formula must not be one. */
    bool formula = s.n && strchr("=+-@\t", s.p[0]);
    wv_buf_text(out, formula ? "\"'" : "\"");
    for (uint32_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') wv_buf_byte(out, '"');
        wv_buf_byte(out, s.p[i]);
    }
    wv_buf_text(out, last ? "\"\r\n" : "\";");
}

static void put_time_cell(wv_buf *out, wv_time t)
{
    wv_buf_byte(out, '"');
    wv_time_write(out, t);
    wv_buf_text(out, "\";");
}

static void put_entry_row(const wv_logbook *book, wv_buf *out, const wv_entry *e)
{
    static const char *const words[] = {"melding", "bericht", "gebeurtenis"};
    wv_buf signals;
    wv_buf_init(&signals);
    for (uint32_t i = 0; i < e->note_count; i++) {
        if (!e->notes[i].live) continue;
        if (signals.n) wv_buf_text(&signals, ", ");
        wv_buf_str(&signals, wv_logbook_label(book->pack, slug_of(book->pack, e->notes[i].signal)));
    }
    put_time_cell(out, e->occurred);
    put_time_cell(out, e->received);
    put_cell(out, wv_str_of(words[e->kind]), false);
    put_cell(out, e->source, false);
    put_cell(out, e->kind == WV_KIND_REPORT ? e->reporter : wv_entry_actor(e), false);
    put_cell(out, e->to_count ? e->to[0] : (wv_str){NULL, 0}, false);
    put_cell(out,
             e->kind == WV_KIND_EVENT    ? e->type
             : e->kind == WV_KIND_REPORT ? e->code
                                         : e->channel,
             false);
    put_cell(out, (wv_str){signals.p, (uint32_t)signals.n}, false);
    put_cell(out, e->id, true);
    wv_buf_done(&signals);
}

void wv_logbook_csv(const wv_logbook *book, wv_buf *out)
{
    wv_buf_text(out, "\xEF\xBB\xBF\"gebeurd op\";\"ontvangen "
                     "op\";\"soort\";\"bron\";\"wie\";\"aan\";\"wat\";\"signalen\";\"stuk\"\r\n");
    for (uint32_t i = 0; i < book->count; i++) {
        const wv_written *w = book->rows[i].alert;
        if (book->rows[i].entry) {
            put_entry_row(book, out, book->rows[i].entry);
            continue;
        }
        wv_str slug =
            w->rule < book->pack->rule_count ? book->pack->rules[w->rule].signal : WV_STR("?");
        put_time_cell(out, w->raised_at);
        put_time_cell(out, w->raised_at);
        put_cell(out, WV_STR("melding van waakvlam"), false);
        for (int k = 0; k < 3; k++) put_cell(out, (wv_str){NULL, 0}, false);
        put_cell(out, w->standing ? WV_STR("staat") : WV_STR("vervallen"), false);
        put_cell(out, wv_logbook_label(book->pack, slug), false);
        put_cell(out, w->trigger, true);
    }
}

/* --- the command --------------------------------------------------------------------------------
 */

static int by_time(const void *a, const void *b)
{
    const wv_logbook_row *x = a, *y = b;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    if (!x->entry != !y->entry) return x->entry ? -1 : 1;
    if (x->entry) return wv_entry_cmp(x->entry, y->entry);
    return (x->alert > y->alert) - (x->alert < y->alert); /* one array: the order they were told */
}

static bool fill(wv_logbook *book, const wv_case_view *view)
{
    book->chronology = view->chronology;
    book->rows =
        wv_mem_new((view->chronology->count + view->written_count + 1) * sizeof *book->rows);
    if (!book->rows) return false;
    for (uint32_t i = 0; i < view->chronology->count; i++) {
        const wv_entry *e = &view->chronology->entries[i];
        book->rows[book->count++] = (wv_logbook_row){e, NULL, e->occurred.seconds};
    }
    for (uint32_t i = 0; i < view->written_count; i++)
        if (view->written[i].is_pattern)
            book->rows[book->count++] =
                (wv_logbook_row){NULL, &view->written[i], view->written[i].raised_at.seconds};
    qsort(book->rows, book->count, sizeof *book->rows, by_time);
    return true;
}

static wv_rc write_book(const wv_frozen *pack, wv_state *state, const char *name, int format,
                        wv_buf *out, wv_err *err)
{
    wv_cases_options options = {.store = {state, wv_state_load, wv_state_append, wv_state_next}};
    wv_cases *cases = NULL;
    wv_case_view view;
    wv_diags diags;
    wv_logbook book = {.pack = pack};
    wv_diags_init(&diags);
    wv_rc rc = wv_cases_new(pack, &options, &cases, &diags, err);
    if (rc == WV_OK) rc = wv_cases_view(cases, wv_str_of(name), &view, err);
    if (rc == WV_OK && !fill(&book, &view)) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (rc == WV_OK) {
        if (format == 0)
            wv_logbook_ndjson(&book, out);
        else if (format == 1)
            wv_logbook_csv(&book, out);
        else
            wv_logbook_html(&book, out);
        if (out->failed) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    }
    wv_mem_free(book.rows);
    wv_cases_free(cases);
    wv_diags_done(&diags);
    return rc;
}

static int run_logbook(const char *pack_path, const char *state_path, const char *name, int format)
{
    wv_frozen *pack = NULL;
    wv_state *state = NULL;
    wv_err err = {0};
    wv_buf out;
    int done = wv_packs_open(pack_path, false, &pack);
    if (done) return done;
    wv_buf_init(&out);
    wv_state_options options = {.path = state_path,
                                .keep = true}; /* reading changes nothing: never committed */
    wv_rc rc = wv_state_open(&options, &state, &err);
    if (rc == WV_OK) rc = write_book(pack, state, name, format, &out, &err);
    if (rc == WV_OK && (fwrite(out.p, 1, out.n, stdout) != out.n || fflush(stdout) != 0))
        rc = WV_E_IO;
    if (rc) fprintf(stderr, "waakvlam logbook: %s\n", err.message);
    wv_state_close(state);
    wv_buf_done(&out);
    wv_frozen_free(pack);
    return wv_rc_exit(rc);
}

int wv_cli_logbook(int argc, char **argv)
{
    const char *pack = NULL, *state = NULL, *format = "html";
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack, for names and labels", &pack},
        {0, "state", WV_OPTION_TEXT, "FILE", "state that `scan --state` keeps", &state},
        {0, "format", WV_OPTION_TEXT, "FORM", "html (a page to read and print), csv or ndjson",
         &format},
        {0}};
    const wv_command_line line = {
        "logbook --state FILE [--format html|csv|ndjson] CASE",
        "Writes the chronology of one case: what happened, who told it, what was found,\n"
        "and which alerts were raised. There are no texts in it.",
        options};
    static const char *const formats[] = {"ndjson", "csv", "html"};
    int form = -1, done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    for (int i = 0; i < 3; i++)
        if (strcmp(format, formats[i]) == 0) form = i;
    if (form < 0) return wv_options_usage(&line, "--format wants html, csv or ndjson");
    if (!state || argc != 2)
        return wv_options_usage(&line, "give --state FILE and the name of one case");
    return run_logbook(pack, state, argv[1], form);
}
