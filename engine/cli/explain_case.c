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
#include "cli/dutch.h"
#include "run/glob.h"

#include <stdio.h>

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

static void tell_outside(wv_buf *out, const wv_case_why *y)
{
    for (uint32_t i = 0; i < y->outside_count; i++) {
        wv_buf_text(out, "  Telt niet mee: ");
        wv_dutch_plain(out, y->outside[i].record);
        wv_buf_text(out, ", ");
        put_duration(out, y->outside[i].seconds);
        wv_buf_text(out, y->outside[i].seconds > 0 ? " te vroeg.\n" : " te laat.\n");
    }
    if (y->outside_more) wv_buf_format(out, "  En nog %u die niet meetellen.\n", y->outside_more);
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

static void put_text(const wv_casebook *book, const wv_case_why *y, wv_buf *out)
{
    const wv_frozen_rule *rule = &book->pack->rules[y->rule];
    wv_buf_str(out, wv_casebook_label(book, rule->signal));
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
        wv_buf_text(out, "  Binnen de tijd van stuk ");
        wv_dutch_plain(out, y->opener);
        wv_buf_text(out, ".\n");
    }
    wv_buf_text(out, "  Telt mee");
    if (y->timespan != INT64_MAX) {
        wv_buf_text(out, " (binnen ");
        put_duration(out, y->timespan);
        wv_buf_byte(out, ')');
    }
    wv_buf_text(out, ": ");
    for (uint32_t i = 0; i < y->inside_count; i++) {
        if (i) wv_buf_text(out, ", ");
        wv_dutch_plain(out, y->inside[i]);
    }
    wv_buf_text(out, y->inside_count ? ".\n" : "niets.\n");
    tell_outside(out, y);
    tell_conditions(out, y);
    tell_one_more(out, y);
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
    wv_buf_format(out, "],\"one_more_raises\":%s}\n",
                  y->raised     ? "null"
                  : y->one_more ? "true"
                                : "false");
}

static wv_rc explain(const wv_casebook *book, const char *name, const char *glob, bool ndjson,
                     wv_buf *out, wv_err *err)
{
    wv_arena arena;
    wv_case_why *list = NULL;
    uint32_t count = 0;
    wv_arena_init(&arena);
    wv_rc rc = wv_cases_why(book->cases, wv_str_of(name), &arena, &list, &count, err);
    for (int raised = 1; raised >= 0 && rc == WV_OK; raised--)
        for (uint32_t i = 0; i < count; i++) {
            const wv_frozen_rule *rule = &book->pack->rules[list[i].rule];
            if (list[i].raised != (raised == 1)) continue;
            if (glob && !wv_glob_matches(glob, rule->name) && !wv_glob_matches(glob, rule->signal))
                continue;
            if (ndjson)
                put_json(book, wv_str_of(name), &list[i], out);
            else
                put_text(book, &list[i], out);
        }
    if (rc == WV_OK && out->n == 0 && !ndjson)
        wv_buf_text(out, "Niets in deze zaak telt mee voor een patroon. Dat zegt niets over de "
                         "veiligheid.\n");
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
