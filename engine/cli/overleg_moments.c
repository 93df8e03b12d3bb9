/* SPDX-License-Identifier: EUPL-1.2 */
/* overleg_moments.c: where time runs against a case: appointments that come later than what was
 * seen, and breaches after which nothing is on file.
 *
 * In: a case. Out: points. Neighbours: overleg.c. Invariant: "no step found" is not "no step
 * taken": it may lie in a system that does not feed this one. Cost: what was written, times the
 * orders. */
#include "review/dutch.h"
#include "cli/overleg.h"

#include <string.h>

enum { DAY_SECONDS = 86400 };

static bool moment_of(const wv_entry *e, const char *attr, wv_time *out)
{
    const wv_value *v = wv_entry_attr(e, wv_str_of(attr));
    return v && v->type == WV_VALUE_STRING &&
           wv_time_parse(v->string, e->occurred.offset_seconds, out, NULL) == WV_OK;
}

/* The most urgent pattern that was there before the appointment; of two, the older. */
static const wv_written *seen_before(const wv_agenda *a, wv_time at)
{
    const wv_written *found = NULL;
    for (uint32_t i = 0; i < a->view->written_count; i++) {
        const wv_written *w = &a->view->written[i];
        if (!w->is_pattern || !w->standing || w->triage < WV_TRIAGE_TODAY) continue;
        if (w->raised_at.seconds >= at.seconds) continue;
        bool more = !found || w->triage > found->triage ||
                    (w->triage == found->triage && w->raised_at.seconds < found->raised_at.seconds);
        if (more) found = w;
    }
    return found;
}

/* S3: an appointment for day 10, made before a tip about a weapon on day 4. */
static void look_at_appointments(wv_agenda *a)
{
    const wv_chronology *c = a->view->chronology;
    for (uint32_t i = 0; i < c->count; i++) {
        const wv_entry *e = &c->entries[i];
        wv_time at;
        if (e->gone || !wv_str_is(e->head->type, "appointment") || !moment_of(e, "at", &at))
            continue;
        const wv_written *w = seen_before(a, at);
        if (!w) continue;
        wv_buf text;
        wv_buf_init(&text);
        wv_buf_text(&text, "De afspraak is op ");
        wv_dutch_day(&text, at);
        wv_buf_text(&text, ". Al op ");
        wv_dutch_day(&text, w->raised_at);
        wv_buf_text(&text, " is gezien: ");
        wv_buf_str(&text, wv_casebook_label(a->book, wv_casebook_slug_of_rule(a->book, w->rule)));
        wv_buf_format(&text, " (bekijken: %s). Kan de afspraak eerder?",
                      wv_dutch_triage(w->triage));
        wv_point *p = wv_agenda_add(a, WV_POINT_MOMENT, "appointment");
        wv_agenda_text(a, p, &text);
        wv_point_record(p, e->id);
        for (uint32_t k = 0; k < w->evidence_count; k++) wv_point_record(p, w->evidence[k]);
        wv_buf_done(&text);
    }
}

/* --- breaches ------------------------------------------------------------------------------------
 */

/* Which order or condition a breach was raised on: its record, or what the order is called. */
static wv_str fact_of(const wv_written *w, const char *name)
{
    for (uint32_t i = 0; i < w->fact_count; i++)
        if (wv_str_is(w->facts[i].name, name) && w->facts[i].value.type == WV_VALUE_STRING)
            return w->facts[i].value.string;
    return (wv_str){NULL, 0};
}

static wv_str broken_by(const wv_agenda *a, const wv_written *w)
{
    bool breach = !w->is_pattern && w->standing &&
                  wv_str_is(wv_casebook_slug_of_rule(a->book, w->rule), "order.breach");
    wv_str order = breach ? fact_of(w, "order") : (wv_str){NULL, 0};
    return breach && !order.n ? fact_of(w, "condition") : order;
}

/* What an organisation does with a case, as far as events tell it. */
static bool is_step(const wv_entry *e)
{
    static const char *const steps[] = {"screening.sash", "case.phase",    "case.director",
                                        "plan.goal",      "condition.set", "detention.start",
                                        "appointment"};
    bool step = false;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        step |= wv_str_is(e->head->type, steps[i]);
    return step && !e->gone;
}

static const wv_entry *step_after(const wv_chronology *c, wv_time from)
{
    const wv_entry *first = NULL;
    for (uint32_t i = 0; i < c->count; i++) {
        const wv_entry *e = &c->entries[i];
        if (!is_step(e) || e->occurred.seconds < from.seconds) continue;
        if (!first || e->occurred.seconds < first->occurred.seconds) first = e;
    }
    return first;
}

typedef struct breaches { /* of one order */
    wv_time first, last;
    uint32_t count;
} breaches;

static breaches gather(const wv_agenda *a, wv_str order, wv_point *p)
{
    const wv_chronology *c = a->view->chronology;
    breaches b = {0};
    for (uint32_t i = 0; i < a->view->written_count; i++) {
        const wv_written *w = &a->view->written[i];
        uint32_t at = wv_chronology_find(c, w->trigger), before = p->record_count;
        if (!wv_str_eq(broken_by(a, w), order) || at == UINT32_MAX) continue;
        wv_point_record(p, w->trigger);
        b.count += p->record_count > before;
        wv_time when = c->entries[at].occurred;
        if (!b.first.known || when.seconds < b.first.seconds) b.first = when;
        if (!b.last.known || when.seconds > b.last.seconds) b.last = when;
    }
    return b;
}

static void write_breaches(const wv_agenda *a, wv_str order, const breaches *b, wv_buf *text)
{
    const wv_chronology *c = a->view->chronology;
    const wv_entry *step = step_after(c, b->first);
    wv_time until = step ? step->occurred : wv_casebook_last(c);
    int64_t days = (until.seconds - b->first.seconds) / DAY_SECONDS;
    wv_dutch_plain(text, order);
    wv_buf_text(text, ": ");
    wv_dutch_count(text, b->count, "overtreding", "overtredingen");
    wv_buf_text(text, b->count == 1 ? ", op " : ", van ");
    wv_dutch_day(text, b->first);
    if (b->count > 1) {
        wv_buf_text(text, " tot en met ");
        wv_dutch_day(text, b->last);
    }
    wv_buf_text(text,
                step ? ". De eerste stap daarna: " : ". Daarna is geen stap van ons gevonden, al ");
    if (step) {
        wv_buf_str(text, wv_dutch_event(step->head->type));
        wv_buf_text(text, ", na ");
    }
    wv_dutch_count(text, (uint64_t)(days > 0 ? days : 0), "dag", "dagen");
    wv_buf_byte(text, '.');
}

static bool is_listed(const wv_agenda *a, uint32_t before, wv_str order)
{
    for (uint32_t i = 0; i < before; i++)
        if (wv_str_eq(broken_by(a, &a->view->written[i]), order)) return true;
    return false;
}

static void look_at_breaches(wv_agenda *a)
{
    for (uint32_t i = 0; i < a->view->written_count; i++) {
        wv_str order = broken_by(a, &a->view->written[i]);
        if (!order.n || is_listed(a, i, order)) continue;
        wv_buf text;
        wv_buf_init(&text);
        wv_point *p = wv_agenda_add(a, WV_POINT_MOMENT, "breaches");
        breaches b = gather(a, order, p);
        write_breaches(a, order, &b, &text);
        wv_agenda_text(a, p, &text);
        wv_buf_done(&text);
    }
}

void wv_agenda_moments(wv_agenda *a)
{
    look_at_appointments(a);
    look_at_breaches(a);
}
