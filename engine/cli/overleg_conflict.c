/* SPDX-License-Identifier: EUPL-1.2 */
/* overleg_conflict.c: where the sources of a case do not say the same.
 *
 * In: a case. Out: points: one incident that two sources tell differently; what one source finds
 * and another denies; reports of the other about the one the care is about; bookings that
 * contradict each other. Neighbours: overleg.c. Invariant: both sides are named; nothing says who
 * is right. Cost: quadratic in the reports of a week, not in the case. */
#include "review/dutch.h"
#include "cli/overleg.h"

enum { WEEK = 7 * 86400 };

static const wv_entry *entries_of(const wv_agenda *a)
{
    return a->view->chronology->entries;
}

static void put_teller(const wv_agenda *a, wv_buf *out, const wv_entry *e)
{
    if (wv_str_is(e->head->reporter, "R")) {
        wv_buf_text(out, "een professional");
    } else if (e->head->reporter.n) {
        wv_dutch_plain(out, e->head->reporter);
        wv_role role = wv_roles_of(a->view->chronology, e->head->reporter);
        if (role != WV_ROLE_UNKNOWN) wv_buf_format(out, " (%s)", wv_dutch_role(role));
    } else {
        wv_buf_text(out, e->kind == WV_KIND_EVENT ? "een registratie" : "een onbekende melder");
    }
    if (e->head->source.n) {
        wv_buf_text(out, " via ");
        wv_dutch_plain(out, e->head->source);
    }
}

static bool has_signal(const wv_entry *e, uint16_t signal)
{
    for (uint32_t n = 0; n < e->note_count; n++)
        if (e->notes[n].live && !e->notes[n].made && e->notes[n].signal == signal) return true;
    return false;
}

/* Signals of `e` that `other` does not have, in words; how many. */
static uint32_t put_only(const wv_agenda *a, wv_buf *out, const wv_entry *e, const wv_entry *other)
{
    uint32_t count = 0;
    for (uint16_t s = 0; s < a->book->pack->ast->signal_count; s++) {
        if (!has_signal(e, s) || has_signal(other, s)) continue;
        if (count++) wv_buf_text(out, ", ");
        wv_buf_str(out, a->book->pack->ast->signals[s].label.s);
    }
    return count;
}

static void tell_side(const wv_agenda *a, wv_buf *out, const wv_entry *e, const wv_entry *other)
{
    wv_buf only;
    wv_buf_init(&only);
    wv_buf_text(out, " Alleen bij ");
    put_teller(a, out, e);
    wv_buf_text(out, ": ");
    if (put_only(a, &only, e, other) == 0) wv_buf_text(&only, "niets");
    wv_buf_add(out, only.p, only.n);
    if (only.failed) out->failed = true;
    wv_buf_byte(out, '.');
    wv_buf_done(&only);
}

static void compare(wv_agenda *a, const wv_entry *e, const wv_entry *other)
{
    wv_buf text, mine, theirs;
    wv_buf_init(&text);
    wv_buf_init(&mine);
    wv_buf_init(&theirs);
    if (put_only(a, &mine, e, other) + put_only(a, &theirs, other, e) > 0) {
        wv_buf_text(&text, "Over hetzelfde voorval op ");
        wv_dutch_moment(&text, e->occurred);
        wv_buf_text(&text, " vertellen twee bronnen niet hetzelfde.");
        tell_side(a, &text, e, other);
        tell_side(a, &text, other, e);
        wv_point *p = wv_agenda_add(a, WV_POINT_CONFLICT, "incident");
        wv_agenda_text(a, p, &text);
        wv_point_record(p, e->id);
        wv_point_record(p, other->id);
    }
    wv_buf_done(&text);
    wv_buf_done(&mine);
    wv_buf_done(&theirs);
}

/* The case stage said which entries are one incident; only told ones can differ in what they tell.
 */
static void compare_incidents(wv_agenda *a)
{
    const wv_chronology *c = a->view->chronology;
    for (uint32_t i = 0; i < c->count; i++) {
        const wv_entry *e = &c->entries[i];
        if (e->incident == i || e->incident >= c->count || e->gone) continue;
        const wv_entry *first = &c->entries[e->incident];
        if (!first->gone && e->kind == WV_KIND_REPORT && first->kind == WV_KIND_REPORT)
            compare(a, first, e);
    }
}

static bool denies(const wv_entry *e, uint16_t signal)
{
    for (uint32_t n = 0; n < e->note_count; n++)
        if (e->notes[n].signal == signal && e->notes[n].labels >> WV_LABEL_NEGATED & 1) return true;
    return false;
}

static bool same_teller(const wv_entry *a, const wv_entry *b)
{
    return wv_str_eq(a->head->reporter, b->head->reporter) &&
           wv_str_eq(a->head->source, b->head->source);
}

static void tell_denial(wv_agenda *a, const wv_entry *yes, const wv_entry *no, uint16_t signal)
{
    wv_buf text;
    wv_buf_init(&text);
    wv_buf_text(&text, "Over \"");
    wv_buf_str(&text, a->book->pack->ast->signals[signal].label.s);
    wv_buf_text(&text, "\": ");
    put_teller(a, &text, yes);
    wv_buf_text(&text, " zegt van wel (");
    wv_dutch_day(&text, yes->occurred);
    wv_buf_text(&text, "), ");
    put_teller(a, &text, no);
    wv_buf_text(&text, " zegt van niet (");
    wv_dutch_day(&text, no->occurred);
    wv_buf_text(&text, ").");
    wv_point *p = wv_agenda_add(a, WV_POINT_CONFLICT, "denied");
    wv_agenda_text(a, p, &text);
    wv_point_record(p, yes->id);
    wv_point_record(p, no->id);
    wv_buf_done(&text);
}

/* Yes and no within a week by different tellers. S4: the doctor hears "gevallen", A tells VT of the
 * hands around her neck. */
static void compare_denials(wv_agenda *a)
{
    const wv_chronology *c = a->view->chronology;
    for (uint32_t i = 0; i < c->count; i++) {
        const wv_entry *no = &c->entries[i];
        if (no->gone || no->kind != WV_KIND_REPORT) continue;
        for (uint16_t s = 0; s < a->book->pack->ast->signal_count; s++) {
            if (!denies(no, s) || has_signal(no, s)) continue;
            for (uint32_t k = 0; k < c->count; k++) {
                const wv_entry *yes = &c->entries[k];
                int64_t apart = yes->occurred.seconds - no->occurred.seconds;
                if (yes->gone || yes->kind != WV_KIND_REPORT || apart > WEEK || apart < -WEEK)
                    continue;
                if (has_signal(yes, s) && !same_teller(yes, no)) tell_denial(a, yes, no, s);
            }
        }
    }
}

/* S7: "zij heeft mij bedreigd" told by B is B's word. It is shown as that, beside A's. */
static void tell_counter_reports(wv_agenda *a)
{
    const wv_chronology *c = a->view->chronology;
    for (uint32_t i = 0; i < c->count; i++) {
        const wv_entry *e = &c->entries[i];
        if (e->gone || e->kind != WV_KIND_REPORT || e->reporter_role != WV_ROLE_OTHER) continue;
        wv_buf text;
        wv_buf_init(&text);
        put_teller(a, &text, e);
        wv_buf_text(&text, " meldt zelf, op ");
        wv_dutch_day(&text, e->occurred);
        wv_buf_text(&text, ". Wat daarin over A staat, is alleen het woord van de ander. Is er een "
                           "tweede bron, en wat zegt A er zelf over?");
        wv_point *p = wv_agenda_add(a, WV_POINT_CONFLICT, "counter_report");
        wv_agenda_text(a, p, &text);
        wv_point_record(p, e->id);
        wv_buf_done(&text);
    }
}

/* --- bookings -----------------------------------------------------------------------------------
 */

static void tell_role(wv_agenda *a, const wv_entry *first, const wv_entry *second, wv_str ref)
{
    wv_buf text;
    wv_buf_init(&text);
    wv_buf_text(&text, "De rol van ");
    wv_dutch_plain(&text, ref);
    wv_buf_text(&text, " is niet steeds hetzelfde geboekt. De laatste boeking telt.");
    wv_point *p = wv_agenda_add(a, WV_POINT_CONFLICT, "roles");
    wv_agenda_text(a, p, &text);
    wv_point_record(p, first->id);
    wv_point_record(p, second->id);
    wv_buf_done(&text);
}

static void compare_roles(wv_agenda *a, const wv_entry *e, uint32_t before)
{
    for (uint32_t n = 0; n < e->attr_count; n++) {
        for (uint32_t k = before; k-- > 0;) {
            const wv_entry *old = &entries_of(a)[k];
            if (old->gone || !wv_str_is(old->head->type, "case.roles")) continue;
            const wv_value *was = wv_entry_attr(old, e->attrs[n].name);
            if (!was || e->attrs[n].value.type != WV_VALUE_STRING) continue;
            if (!wv_str_eq(was->string, e->attrs[n].value.string))
                tell_role(a, old, e, e->attrs[n].name);
            break;
        }
    }
}

static void compare_bookings(wv_agenda *a)
{
    const wv_chronology *c = a->view->chronology;
    for (uint32_t i = 0; i < c->count; i++) {
        const wv_entry *e = &c->entries[i];
        wv_time until;
        if (e->gone) continue;
        if (wv_str_is(e->head->type, "case.roles")) compare_roles(a, e, i);
        if (!wv_str_is(e->head->type, "order.imposed")) continue;
        const wv_value *v = wv_entry_attr(e, WV_STR("until"));
        if (!v || v->type != WV_VALUE_STRING ||
            wv_time_parse(v->string, e->occurred.offset_seconds, &until, NULL))
            continue;
        if (until.seconds >= e->occurred.seconds) continue;
        wv_point *p = wv_agenda_add(a, WV_POINT_CONFLICT, "order_dates");
        p->text = WV_STR("Dit verbod eindigt volgens de boeking eerder dan het begint.");
        wv_point_record(p, e->id);
    }
}

void wv_agenda_conflicts(wv_agenda *a)
{
    compare_incidents(a);
    compare_denials(a);
    tell_counter_reports(a);
    compare_bookings(a);
}
