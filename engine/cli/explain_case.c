/* SPDX-License-Identifier: EUPL-1.2 */
/* explain_case.c: `waakvlam explain --case`: why patterns of a case were raised or not.
 *
 * In: a state and a case. Out: Dutch text or a JSON line a rule: what counted, what stood outside
 * the window and by how much, what each condition has and needs, and what one more act would do.
 * Neighbours: case/why.h, explain.c. Invariant: numbers only of what the engine itself judged by.
 * Cost: one case. */
#include "cli/explain_case.h"

#include "case/why.h"
#include "cli/casebook.h"
#include "review/dutch.h"
#include "run/glob.h"

#include <stdio.h>

enum { LISTED_MAX = 12 };

typedef struct telling {
    const wv_casebook *book;
    const wv_case_view *view;
} telling;

static void put_duration(wv_buf *out, int64_t seconds)
{
    if (seconds < 0) seconds = -seconds;
    if (seconds >= 86400)
        wv_dutch_count(out, (uint64_t)(seconds / 86400), "dag", "dagen");
    else if (seconds >= 3600)
        wv_dutch_count(out, (uint64_t)(seconds / 3600), "uur", "uur");
    else
        wv_dutch_count(out, (uint64_t)((seconds + 59) / 60), "minuut", "minuten");
}

/* 3, 0.35: at most two decimals, the same on every machine. */
static void put_number(wv_buf *out, double value, char point)
{
    if (value < 0 || value > 1e15) value = 0;
    uint64_t hundredths = (uint64_t)(value * 100 + 0.5);
    wv_buf_u64(out, hundredths / 100);
    if (hundredths % 100) wv_buf_format(out, "%c%02u", point, (unsigned)(hundredths % 100));
}

static const char *dutch_of(wv_condition_of of)
{
    static const char *const words[] = {"aantal",
                                        "verschillende",
                                        "soorten",
                                        "bronnen",
                                        "onderdelen",
                                        "stappen in volgorde",
                                        "treden omhoog",
                                        "dagen stilte ervoor",
                                        "keer zoveel als terugkwam",
                                        "deel van het geheel",
                                        "keer zoveel als normaal",
                                        "iets anders dat erbij moet staan",
                                        "niet in de stukken"};
    return words[of];
}

static void tell_conditions(wv_buf *out, const wv_case_why *y)
{
    wv_buf_text(out, "  Stand: ");
    for (uint32_t i = 0; i < y->condition_count; i++) {
        const wv_case_condition *c = &y->conditions[i];
        if (i) wv_buf_text(out, "; ");
        wv_buf_format(out, "%s ", dutch_of(c->of));
        put_number(out, c->have, ',');
        wv_buf_text(out, ", nodig ");
        put_number(out, c->need, ',');
    }
    wv_buf_text(out, ".\n");
}

/* "Wel: doodsbedreiging. Niet: wapen, afscheid." */
static void tell_parts(wv_buf *out, const wv_case_why *y)
{
    for (int met = 1; met >= 0; met--) {
        bool any = false;
        for (uint32_t i = 0; i < y->part_count; i++) {
            if (y->part_met[i] != (met == 1)) continue;
            wv_buf_text(out, any ? ", " : met ? "  Wel gezien: " : "  Niet gezien: ");
            for (uint32_t k = 0; k < y->parts[i].n; k++)
                wv_buf_byte(out, y->parts[i].p[k] == '_' ? ' ' : y->parts[i].p[k]);
            any = true;
        }
        if (any) wv_buf_text(out, ".\n");
    }
}

/* --- records -------------------------------------------------------------------------------------
 */

/* Once each; what our own work lacks ("geen screening") is of the case and no act in a record. */
static bool is_said(const wv_casebook *book, const wv_entry *e, uint32_t n)
{
    const wv_note *note = &e->notes[n];
    wv_str slug = wv_casebook_slug(book, note->signal);
    if (!note->live || wv_str_starts(slug, WV_STR("process."))) return false;
    for (uint32_t i = 0; i < n; i++)
        if (e->notes[i].live && e->notes[i].signal == note->signal) return false;
    return true;
}

/* What is on file of a record: its signals, else what sort of thing it is. */
static void put_what(const wv_casebook *book, const wv_entry *e, wv_buf *out)
{
    static const char *const kinds[] = {"melding", "bericht", "gebeurtenis"};
    bool any = false;
    for (uint32_t i = 0; i < e->note_count; i++) {
        if (!is_said(book, e, i)) continue;
        wv_buf_text(out, any ? ", " : "");
        wv_buf_str(out, wv_casebook_label(book, wv_casebook_slug(book, e->notes[i].signal)));
        any = true;
    }
    if (!any && e->kind == WV_KIND_EVENT)
        wv_buf_str(out, wv_dutch_event(e->head->type));
    else if (!any)
        wv_buf_text(out, kinds[e->kind]);
}

/* "    12 jan 2026, 14:10  p1: aanbellen" */
static void put_record(const telling *t, wv_str id, wv_buf *out)
{
    uint32_t at = wv_chronology_find(t->view->chronology, id);
    wv_buf_text(out, "    ");
    if (at != UINT32_MAX) {
        wv_dutch_moment(out, t->view->chronology->entries[at].occurred);
        wv_buf_text(out, "  ");
    }
    wv_dutch_plain(out, id);
    if (at == UINT32_MAX) return;
    wv_buf_text(out, ": ");
    put_what(t->book, &t->view->chronology->entries[at], out);
}

/* The newest; of a hundred messages nobody reads the list. */
static void tell_inside(const telling *t, const wv_case_why *y, wv_buf *out)
{
    uint32_t first = y->inside_count > LISTED_MAX ? y->inside_count - LISTED_MAX : 0;
    wv_buf_text(out, "  Telt mee");
    if (y->timespan != INT64_MAX) {
        wv_buf_text(out, " (binnen ");
        put_duration(out, y->timespan);
        wv_buf_byte(out, ')');
    }
    wv_buf_text(out, y->inside_count ? ":\n" : ": niets.\n");
    if (first) wv_buf_format(out, "    (eerst nog %u andere)\n", first);
    for (uint32_t i = first; i < y->inside_count; i++) {
        put_record(t, y->inside[i], out);
        wv_buf_byte(out, '\n');
    }
}

static void tell_outside(const telling *t, const wv_case_why *y, wv_buf *out)
{
    if (y->outside_count) wv_buf_text(out, "  Telt niet mee, want buiten de tijd:\n");
    for (uint32_t i = 0; i < y->outside_count; i++) {
        put_record(t, y->outside[i].record, out);
        wv_buf_text(out, " (");
        put_duration(out, y->outside[i].seconds);
        wv_buf_text(out, y->outside[i].seconds > 0 ? " te vroeg)\n" : " te laat)\n");
    }
    if (y->outside_more) wv_buf_format(out, "    En nog %u die niet meetellen.\n", y->outside_more);
}

static void tell_one_more(wv_buf *out, const wv_case_why *y)
{
    bool first = true;
    if (y->raised) return;
    if (!y->one_more) {
        wv_buf_text(out, "  Een enkele handeling erbij is niet genoeg voor dit patroon.\n");
        return;
    }
    wv_buf_text(out, "  Een handeling erbij kan dit patroon geven, als die meetelt voor: ");
    for (uint32_t i = 0; i < y->condition_count; i++) {
        if (wv_condition_met(&y->conditions[i])) continue;
        wv_buf_format(out, "%s%s", first ? "" : ", ", dutch_of(y->conditions[i].of));
        first = false;
    }
    wv_buf_format(out, ". Bekijken zou dan zijn: %s.\n", wv_dutch_triage(y->triage));
}

static void put_text(const telling *t, const wv_case_why *y, wv_buf *out)
{
    const wv_frozen_rule *rule = &t->book->pack->rules[y->rule];
    wv_buf_byte(out, '\n');
    wv_buf_str(out, wv_casebook_label(t->book, rule->signal));
    wv_buf_text(out, " (regel ");
    wv_buf_str(out, rule->name);
    wv_buf_text(out, ")\n");
    if (y->raised) {
        wv_buf_text(out, "  Gezien op ");
        wv_dutch_moment(out, y->raised_at);
        wv_buf_format(out, ", bekijken: %s.\n", wv_dutch_triage(y->triage));
    } else {
        wv_buf_text(out, "  Niet gezien.\n");
    }
    if (y->opener.n) {
        wv_buf_text(out, "  In de tijd die begint met:\n");
        put_record(t, y->opener, out);
        wv_buf_byte(out, '\n');
    }
    tell_inside(t, y, out);
    tell_outside(t, y, out);
    tell_conditions(out, y);
    tell_parts(out, y);
    tell_one_more(out, y);
}

/* The first line of what a reader gets: whose case, how much of it. */
static void put_head(const telling *t, const wv_case_why *list, uint32_t count, wv_buf *out)
{
    uint32_t raised = 0;
    for (uint32_t i = 0; i < count; i++) raised += list[i].raised;
    wv_buf_format(out, "WAAROM WEL OF NIET: %s ", t->book->word->upper);
    wv_dutch_plain(out, t->view->chronology->id);
    wv_buf_byte(out, '\n');
    wv_dutch_count(out, raised, "keer", "keer");
    wv_buf_format(out, " een patroon gezien; %u keer telde iets mee en was het niet genoeg.\n",
                  count - raised);
    wv_buf_text(
        out,
        "Wat niet gezien is, kan er wel zijn: dit gaat alleen over wat in de stukken staat.\n");
}

static void put_json(const wv_casebook *book, wv_str case_id, const wv_case_why *y, wv_buf *out)
{
    static const char *const triages[] = {"info", "context", "week", "today", "now"};
    const wv_frozen_rule *rule = &book->pack->rules[y->rule];
    wv_buf_text(out, "{\"schema\":\"waakvlam/1\",\"type\":\"why\",\"case\":");
    wv_buf_json(out, case_id);
    wv_buf_text(out, ",\"pattern\":");
    wv_buf_json(out, rule->signal);
    wv_buf_text(out, ",\"rule\":");
    wv_buf_json(out, rule->name);
    wv_buf_format(out, ",\"raised\":%s,\"triage\":\"%s\"", y->raised ? "true" : "false",
                  triages[y->triage]);
    if (y->raised) {
        wv_buf_format(out, ",\"episode\":%u,\"raised_at\":\"", y->episode);
        wv_time_write(out, y->raised_at);
        wv_buf_byte(out, '"');
    }
    if (y->opener.n) wv_buf_text(out, ",\"opened_by\":"), wv_buf_json(out, y->opener);
    if (y->timespan != INT64_MAX)
        wv_buf_format(out, ",\"window_seconds\":%lld", (long long)y->timespan);
    wv_buf_text(out, ",\"inside\":[");
    for (uint32_t i = 0; i < y->inside_count; i++) {
        if (i) wv_buf_byte(out, ',');
        wv_buf_json(out, y->inside[i]);
    }
    wv_buf_text(out, "],\"outside\":[");
    for (uint32_t i = 0; i < y->outside_count; i++) {
        wv_buf_text(out, i ? ",{\"record\":" : "{\"record\":");
        wv_buf_json(out, y->outside[i].record);
        wv_buf_format(out, ",\"seconds\":%lld}", (long long)y->outside[i].seconds);
    }
    wv_buf_text(out, "],\"conditions\":[");
    for (uint32_t i = 0; i < y->condition_count; i++) {
        const wv_case_condition *c = &y->conditions[i];
        wv_buf_format(out, "%s{\"of\":\"%s\",\"have\":", i ? "," : "", wv_condition_word(c->of));
        put_number(out, c->have, '.');
        wv_buf_text(out, ",\"need\":");
        put_number(out, c->need, '.');
        wv_buf_text(out, ",\"with_one_more\":");
        put_number(out, c->with_one, '.');
        wv_buf_byte(out, '}');
    }
    wv_buf_text(out, "],\"parts\":{");
    for (uint32_t i = 0; i < y->part_count; i++) {
        wv_buf_text(out, i ? "," : "");
        wv_buf_json(out, y->parts[i]);
        wv_buf_text(out, y->part_met[i] ? ":true" : ":false");
    }
    wv_buf_format(out, "},\"one_more_raises\":%s}\n",
                  y->raised     ? "null"
                  : y->one_more ? "true"
                                : "false");
}

static bool is_asked(const wv_casebook *book, const wv_case_why *y, const char *glob)
{
    const wv_frozen_rule *rule = &book->pack->rules[y->rule];
    return !glob || wv_glob_matches(glob, rule->name) || wv_glob_matches(glob, rule->signal);
}

static wv_rc explain(const wv_casebook *book, const char *name, const char *glob, bool ndjson,
                     wv_buf *out, wv_err *err)
{
    wv_arena arena;
    wv_case_view view;
    telling t = {book, &view};
    wv_case_why *list = NULL;
    uint32_t count = 0, kept = 0;
    wv_arena_init(&arena);
    wv_rc rc = wv_cases_view(book->cases, wv_str_of(name), &view, err); /* reads in what waits */
    if (rc == WV_OK) rc = wv_cases_why(book->cases, wv_str_of(name), &arena, &list, &count, err);
    for (uint32_t i = 0; i < count && rc == WV_OK; i++)
        if (is_asked(book, &list[i], glob)) list[kept++] = list[i];
    if (rc == WV_OK && !ndjson) put_head(&t, list, kept, out);
    for (int raised = 1; raised >= 0 && rc == WV_OK; raised--)
        for (uint32_t i = 0; i < kept; i++) {
            if (list[i].raised != (raised == 1)) continue;
            if (ndjson)
                put_json(book, wv_str_of(name), &list[i], out);
            else
                put_text(&t, &list[i], out);
        }
    if (rc == WV_OK && kept == 0 && !ndjson)
        wv_buf_format(out,
                      "\nNiets in deze %s telt mee voor een patroon. Dat zegt niets over de "
                      "veiligheid.\n",
                      book->word->one);
    if (rc == WV_OK) rc = wv_casebook_write(out, err);
    wv_arena_done(&arena);
    return rc;
}

int wv_explain_case(const char *pack, const char *state, const char *name, const char *glob,
                    bool ndjson)
{
    wv_casebook book;
    wv_err err = {0};
    wv_buf out;
    int done = wv_casebook_open("explain", pack, state, &book);
    if (done) return done;
    wv_buf_init(&out);
    wv_rc rc = explain(&book, name, glob, ndjson, &out, &err);
    if (rc)
        fprintf(stderr, "waakvlam explain: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    wv_buf_done(&out);
    wv_casebook_close(&book);
    return wv_rc_exit(rc);
}
