/* SPDX-License-Identifier: EUPL-1.2 */
/* logbook.c: `waakvlam logbook`: the chronology of one case.
 *
 * In: a state file and the name of a case. Out: NDJSON, CSV or a page, by time: records with both
 * clocks, who told it and what was found; alerts where they were raised, also those that no longer
 * stand. Neighbours: casebook.c, disclose.c, logbook_write.c, logbook_html.c. Invariant: no text of
 * a record, the state has none; nothing that the profile does not name. Cost: one case. */
#include "cli/logbook.h"

#include "cli/commands.h"
#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>

wv_str wv_logbook_pattern(const wv_logbook *book, const wv_written *w)
{
    if (!wv_logbook_shows(book, "pattern")) return (wv_str){"", 0};
    return wv_casebook_slug_of_rule(book->book, w->rule);
}

wv_str wv_logbook_label(const wv_logbook *book, const wv_written *w)
{
    wv_str slug = wv_logbook_pattern(book, w);
    return slug.n ? wv_casebook_label(book->book, slug) : slug;
}

/* --- what the profile takes out -----------------------------------------------------------------
 */

static bool hide_notes(wv_logbook *book, wv_entry *e)
{
    bool actor = wv_logbook_shows(book, "signals.actor");
    bool target = wv_logbook_shows(book, "signals.target");
    bool claimed = wv_logbook_shows(book, "signals.claimed");
    if (!wv_logbook_shows(book, "signals.signal")) e->note_count = 0;
    wv_note *notes = wv_arena_alloc(&book->arena, (e->note_count + 1) * sizeof *notes);
    if (!notes) return false;
    for (uint32_t i = 0; i < e->note_count; i++) {
        notes[i] = e->notes[i];
        if (!actor) notes[i].actor = (wv_str){NULL, 0};
        if (!target) notes[i].target = (wv_str){NULL, 0};
        if (!claimed) notes[i].claimed = 0;
    }
    e->notes = notes;
    return true;
}

/* A copy without what may not leave. Who acts in an event stands in its attributes. */
static const wv_entry *show_entry(wv_logbook *book, const wv_entry *whole)
{
    static const wv_str none = {NULL, 0};
    wv_entry *e = wv_arena_alloc(&book->arena, sizeof *e);
    wv_entry_head *head = wv_arena_alloc(&book->arena, sizeof *head);
    if (!e || !head) return NULL;
    *e = *whole;
    *head = *whole->head;
    e->head = head;
    const struct {
        const char *field;
        wv_str *value;
    } strings[] = {{"record", &e->id},           {"source", &head->source},
                   {"reporter", &head->reporter}, {"channel", &head->channel},
                   {"code", &head->code},         {"handler", &head->handler},
                   {"event", &head->type}};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        if (!wv_logbook_shows(book, strings[i].field)) *strings[i].value = none;
    if (!wv_logbook_shows(book, "from")) head->from = none, e->attr_count = 0;
    if (!wv_logbook_shows(book, "to")) e->to_count = 0;
    if (!wv_logbook_shows(book, "night")) e->night = false;
    if (!wv_logbook_shows(book, "occurred_at")) e->occurred = (wv_time){0};
    if (!wv_logbook_shows(book, "received_at")) e->received = (wv_time){0};
    if (!wv_logbook_shows(book, "deleted")) e->gone = false;
    return hide_notes(book, e) ? e : NULL;
}

static const wv_written *show_alert(wv_logbook *book, const wv_written *whole)
{
    wv_written *w = wv_arena_alloc(&book->arena, sizeof *w);
    if (!w) return NULL;
    *w = *whole;
    if (!wv_logbook_shows(book, "raised_at")) w->raised_at = (wv_time){0};
    if (!wv_logbook_shows(book, "evidence")) w->evidence_count = 0, w->trigger = (wv_str){NULL, 0};
    if (!wv_logbook_shows(book, "facts")) w->fact_count = 0;
    return w;
}

/* --- rows ---------------------------------------------------------------------------------------
 */

static int by_time(const void *a, const void *b)
{
    const wv_logbook_row *x = a, *y = b;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    if (!x->entry != !y->entry) return x->entry ? -1 : 1;
    if (x->entry) return wv_entry_cmp(x->entry, y->entry);
    return (x->alert > y->alert) - (x->alert < y->alert); /* one array: the order they were told */
}

/* An event that ends the ban before its day does so. */
static void end_ban(wv_picture_ban *ban, const wv_chronology *c, const wv_entry *imposed)
{
    const wv_value *order = wv_entry_attr(imposed, WV_STR("order"));
    for (uint32_t i = 0; order && i < c->count; i++) {
        const wv_entry *e = &c->entries[i];
        const wv_value *of = wv_entry_attr(e, WV_STR("order"));
        if (e->gone || !wv_str_is(e->head->type, "order.ended") || !of) continue;
        if (!wv_str_eq(of->string, order->string) || e->occurred.seconds >= ban->to) continue;
        ban->to = e->occurred.seconds;
        ban->end = e->occurred;
    }
}

static bool find_bans(wv_logbook *book, const wv_chronology *c)
{
    book->bans = wv_arena_alloc(&book->arena, (c->count + 1) * sizeof *book->bans);
    if (!book->bans) return false;
    if (!wv_logbook_shows(book, "event") || !wv_logbook_shows(book, "occurred_at")) return true;
    for (uint32_t i = 0; i < c->count; i++) {
        const wv_entry *e = &c->entries[i];
        if (e->gone || !wv_str_is(e->head->type, "order.imposed")) continue;
        const wv_value *until = wv_entry_attr(e, WV_STR("until"));
        wv_picture_ban *ban = &book->bans[book->ban_count++];
        *ban = (wv_picture_ban){.from = e->occurred.seconds, .to = INT64_MAX};
        if (until && until->type == WV_VALUE_STRING &&
            wv_time_parse(until->string, e->occurred.offset_seconds, &ban->end, NULL) == WV_OK)
            ban->to = ban->end.seconds;
        end_ban(ban, c, e);
    }
    return true;
}

static bool fill(wv_logbook *book, const wv_case_view *view)
{
    const wv_chronology *c = view->chronology;
    book->chronology = c;
    if (wv_logbook_shows(book, "case")) book->name = c->id;
    book->rows =
        wv_arena_alloc(&book->arena, (c->count + view->written_count + 1) * sizeof *book->rows);
    if (!book->rows || !find_bans(book, c)) return false;
    for (uint32_t i = 0; i < c->count; i++)
        book->rows[book->count++] =
            (wv_logbook_row){&c->entries[i], NULL, c->entries[i].occurred.seconds};
    for (uint32_t i = 0; i < view->written_count && wv_logbook_shows(book, "pattern"); i++)
        if (view->written[i].is_pattern)
            book->rows[book->count++] =
                (wv_logbook_row){NULL, &view->written[i], view->written[i].raised_at.seconds};
    qsort(book->rows, book->count, sizeof *book->rows, by_time);
    for (uint32_t i = 0; i < book->count; i++) {
        wv_logbook_row *row = &book->rows[i];
        if (row->entry && !(row->entry = show_entry(book, row->entry))) return false;
        if (row->alert && !(row->alert = show_alert(book, row->alert))) return false;
    }
    return true;
}

/* --- the command --------------------------------------------------------------------------------
 */

static wv_rc write_book(wv_logbook *book, wv_casebook *cases, const char *name, int format,
                        wv_err *err)
{
    wv_case_view view;
    wv_buf out;
    wv_buf_init(&out);
    wv_rc rc = wv_cases_view(cases->cases, wv_str_of(name), &view, err);
    if (rc == WV_OK && !fill(book, &view)) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (rc == WV_OK && format == 0)
        rc = wv_logbook_ndjson(book, &out, err);
    else if (rc == WV_OK && format == 1)
        wv_logbook_csv(book, &out);
    else if (rc == WV_OK)
        wv_logbook_html(book, &out);
    if (rc == WV_OK) rc = wv_casebook_write(&out, err);
    wv_buf_done(&out);
    return rc;
}

static int run_logbook(wv_logbook *book, const char *pack, const char *state, const char *name,
                       int format)
{
    wv_casebook cases;
    wv_err err = {0};
    int done = wv_casebook_open("logbook", pack, state, &cases);
    if (done) return done;
    book->book = &cases;
    wv_arena_init(&book->arena);
    wv_rc rc = write_book(book, &cases, name, format, &err);
    if (rc)
        fprintf(stderr, "waakvlam logbook: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    wv_arena_done(&book->arena);
    wv_casebook_close(&cases);
    return wv_rc_exit(rc);
}

int wv_cli_logbook(int argc, char **argv)
{
    const char *pack = NULL, *state = NULL, *format = "html", *profile = NULL, *word = NULL;
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack, for names and labels", &pack},
        {0, "state", WV_OPTION_TEXT, "FILE", "state that `scan --state` keeps", &state},
        {0, "format", WV_OPTION_TEXT, "FORM", "html (a page to read and print), csv or ndjson",
         &format},
        {0, "profile", WV_OPTION_TEXT, "NAME", "write only what the output profile names",
         &profile},
        {0, "case-word", WV_OPTION_TEXT, "WORD", "zaak or casus ($WAAKVLAM_CASE_WORD, zaak)",
         &word},
        {0}};
    const wv_command_line line = {
        "logbook --state FILE [--format html|csv|ndjson] [--profile NAME] CASE",
        "Writes the chronology of one case: what happened, who told it, what was found,\n"
        "and which alerts were raised. There are no texts in it.",
        options};
    static const char *const formats[] = {"ndjson", "csv", "html"};
    wv_logbook book = {0};
    wv_disclosure disclosure;
    int form = -1, done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    for (int i = 0; i < 3; i++)
        if (strcmp(format, formats[i]) == 0) form = i;
    if (form < 0) return wv_options_usage(&line, "--format wants html, csv or ndjson");
    if (!wv_dutch_case_named(word, &book.word))
        return wv_options_usage(&line, "--case-word wants zaak or casus");
    if (!state || argc != 2)
        return wv_options_usage(&line, "give --state FILE and the name of one case");
    done = wv_disclose_open("logbook", profile, pack, &disclosure);
    if (done) return done;
    book.profile = &disclosure;
    return run_logbook(&book, pack, state, argv[1], form);
}
