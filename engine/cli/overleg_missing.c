/* SPDX-License-Identifier: EUPL-1.2 */
/* overleg_missing.c: what a case conference expects on file and does not find.
 *
 * In: a case. Out: points. Neighbours: overleg.c. Invariant: "not found" is all that is said: it
 * may lie in a system that does not feed this one. Cost: one pass a question. */
#include "review/dutch.h"
#include "cli/overleg.h"

static const wv_entry *last_of(const wv_agenda *a, const char *type)
{
    const wv_chronology *c = a->view->chronology;
    for (uint32_t i = c->count; i-- > 0;)
        if (!c->entries[i].gone && wv_str_is(c->entries[i].head->type, type)) return &c->entries[i];
    return NULL;
}

static wv_str text_attr(const wv_entry *e, const char *name)
{
    const wv_value *v = wv_entry_attr(e, wv_str_of(name));
    return v && v->type == WV_VALUE_STRING ? v->string : (wv_str){"", 0};
}

static void miss(wv_agenda *a, const char *about, const char *text)
{
    wv_agenda_add(a, WV_POINT_MISSING, about)->text = wv_str_of(text);
}

static void miss_on(wv_agenda *a, const char *about, const char *text, const wv_entry *e)
{
    wv_point *p = wv_agenda_add(a, WV_POINT_MISSING, about);
    p->text = wv_str_of(text);
    wv_point_record(p, e->id);
}

/* A screening from before the newest alert does not know what the alert knows. */
static void look_for_screening(wv_agenda *a)
{
    const wv_entry *screening = last_of(a, "screening.sash");
    const wv_written *newest = NULL;
    for (uint32_t i = 0; i < a->view->written_count; i++) {
        const wv_written *w = &a->view->written[i];
        if (!w->is_pattern || !w->standing) continue;
        if (!newest || w->raised_at.seconds > newest->raised_at.seconds) newest = w;
    }
    if (!screening) {
        miss(a, "screening", "Geen datum van een screening op stalking.");
    } else if (newest && newest->raised_at.seconds > screening->occurred.seconds) {
        wv_buf text;
        wv_buf_init(&text);
        wv_buf_text(&text, "De laatste screening is van ");
        wv_dutch_day(&text, screening->occurred);
        wv_buf_text(&text, ". Daarna is er een nieuw patroon gezien, op ");
        wv_dutch_day(&text, newest->raised_at);
        wv_buf_text(&text, ". Een nieuwe screening is niet gevonden.");
        wv_point *p = wv_agenda_add(a, WV_POINT_MISSING, "screening");
        wv_agenda_text(a, p, &text);
        wv_point_record(p, screening->id);
        wv_buf_done(&text);
    }
}

static bool has_ended(const wv_agenda *a, wv_str order)
{
    const wv_chronology *c = a->view->chronology;
    for (uint32_t i = 0; i < c->count; i++) {
        const wv_entry *e = &c->entries[i];
        if (!e->gone && wv_str_is(e->head->type, "order.ended") &&
            wv_str_eq(text_attr(e, "order"), order))
            return true;
    }
    return false;
}

static void look_at_orders(wv_agenda *a)
{
    const wv_chronology *c = a->view->chronology;
    for (uint32_t i = 0; i < c->count; i++) {
        const wv_entry *e = &c->entries[i];
        bool order = wv_str_is(e->head->type, "order.imposed"),
             condition = wv_str_is(e->head->type, "condition.set");
        if (e->gone || (!order && !condition)) continue;
        if (order && has_ended(a, text_attr(e, "order"))) continue;
        if (text_attr(e, "supervisor").n == 0)
            miss_on(a, "supervisor",
                    order ? "Bij dit verbod staat niet wie toezicht houdt."
                          : "Bij deze voorwaarde staat niet wie toezicht houdt.",
                    e);
        if (text_attr(e, "until").n == 0)
            miss_on(a, "until",
                    order ? "Bij dit verbod staat niet tot wanneer het geldt."
                          : "Bij deze voorwaarde staat niet tot wanneer zij geldt.",
                    e);
        if (order && !wv_entry_attr(e, WV_STR("protects")))
            miss_on(a, "protects", "Bij dit verbod staat niet wie het beschermt.", e);
    }
}

void wv_agenda_missing(wv_agenda *a)
{
    look_for_screening(a);
    look_at_orders(a);
    if (!last_of(a, "case.roles") && a->view->chronology->role_count == 0)
        miss(a, "roles", "Er staat niet wie A is (om wie de zorg gaat) en wie B is (de ander).");
    if (!last_of(a, "case.director")) miss(a, "director", "Geen casusregisseur.");
    if (!last_of(a, "case.phase")) miss(a, "phase", "Geen fase van de aanpak.");
    if (!last_of(a, "plan.goal") && !last_of(a, "condition.set"))
        miss(a, "plan", "Geen veiligheidsplan en geen veiligheidsvoorwaarden.");
    if (!last_of(a, "case.closing_planned"))
        miss(a, "closing", "Geen plan voor het afsluiten: wanneer, en wie let daarna nog op?");
}
