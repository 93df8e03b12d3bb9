/* SPDX-License-Identifier: EUPL-1.2 */
/* finding.c: one finding as a reviewer reads it, and the question that belongs to it.
 *
 * In: a finding of the store, its rule in the pack. Out: an article: what was found, which words,
 * what softens it, what would explain it away, what to ask, which rule said so. Neighbours: item.c,
 * second.c, alert.c. Invariants: a blind reader sees no severity and no earlier answer; direction
 * unknown is said, not guessed. Cost: linear in the finding. */
#include "review/page/page.h"

static void put_words(wv_visit *v, const wv_item_finding *f)
{
    wv_buf *out = wv_visit_out(v);
    if (f->span_count == 0) return;
    wv_html(out, "<dt>%s</dt><dd>", f->inferred ? "Afgeleid uit" : "Woorden");
    bool masked = v->preferences.masks && f->severity >= 4;
    if (masked) wv_buf_text(out, "<details class=\"mask\"><summary>verborgen woorden</summary>");
    for (uint32_t i = 0; i < f->span_count; i++)
        wv_html(out, "%s<q>%v</q>", i ? " … " : "", f->spans[i].text);
    wv_buf_text(out, masked ? "</details></dd>" : "</dd>");
}

static void put_labels(wv_visit *v, const wv_item_finding *f)
{
    wv_buf *out = wv_visit_out(v);
    bool first = true;
    for (int label = 0; label < WV_LABEL_COUNT; label++) {
        if (!(f->labels & 1u << label)) continue;
        wv_buf_text(out, first ? "<dt>Let op</dt><dd>" : ", ");
        wv_html(out, "<span class=\"tag\">%s</span>", wv_page_label((wv_label)label));
        first = false;
    }
    if (!first) wv_buf_text(out, "</dd>");
    if (f->incomplete)
        wv_buf_text(out,
                    "<dt>Niet alles gelezen</dt><dd>Een grens is bereikt bij het lezen van deze "
                    "tekst. Er kan meer in staan.</dd>");
    if (f->stale)
        wv_buf_text(out,
                    "<dt>Inmiddels anders</dt><dd>Een nieuwere versie van de regels of van het "
                    "stuk geeft hier iets anders.</dd>");
    if (!f->standing)
        wv_buf_text(out, "<dt>Later vervallen</dt><dd>Een later stuk heeft dit signaal laten "
                         "vervallen.</dd>");
}

static void put_direction(wv_visit *v, const wv_item_finding *f)
{
    wv_buf *out = wv_visit_out(v);
    bool known = f->actor.n && !wv_str_is(f->actor, "unknown");
    if (f->is_alert) return;
    wv_buf_text(out, "<dt>Wie</dt><dd>");
    if (!known) {
        wv_buf_text(out, "niet duidelijk wie dit deed</dd>");
        return;
    }
    wv_html(out, "door %v", f->actor);
    if (f->target.n && !wv_str_is(f->target, "unknown")) wv_html(out, ", gericht op %v", f->target);
    wv_buf_text(out, "</dd>");
}

static void put_alike(wv_buf *out, bool *first, wv_str what)
{
    wv_buf_text(out, *first ? "<dt>Kan iets anders zijn</dt><dd>" : "; ");
    wv_html_escape(out, what);
    *first = false;
}

/* `keelontsteking`, not `(van .. dokter)`: what a reader knows as words. */
static bool is_plain(wv_str pattern)
{
    for (uint32_t i = 0; i < pattern.n; i++) {
        unsigned char c = (unsigned char)pattern.p[i];
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
        if (!letter && c != ' ' && c < 0x80) return false;
    }
    return pattern.n > 0;
}

/* Words beside which the rule holds its tongue: what would have un-flagged the text. */
static void put_filters(wv_buf *out, const wv_rule_ast *rule)
{
    enum { WORDS_SHOWN = 5 };
    uint32_t shown = 0;
    for (uint32_t i = 0; i < rule->selection_count; i++) {
        const wv_selection_ast *s = &rule->selections[i];
        if (!wv_str_starts(s->name.s, WV_STR("filter_")) || s->count != 1) continue;
        const wv_branch_ast *b = &s->branches[0];
        if (b->count != 1 || !wv_str_is(b->fields[0].field.s, "text")) continue;
        if (b->fields[0].modifier != WV_MOD_EQUALS) continue;
        for (uint32_t k = 0; k < b->fields[0].values.count && shown < WORDS_SHOWN; k++) {
            wv_str word = b->fields[0].values.items[k].s;
            if (!is_plain(word)) continue;
            wv_buf_text(out, shown ? ", " : "<dt>Telt niet mee bij</dt><dd>");
            wv_html(out, "‘%v’", word);
            shown++;
        }
    }
    if (shown) wv_buf_text(out, shown == WORDS_SHOWN ? " en dergelijke</dd>" : "</dd>");
}

/* What would explain it away: the filters of its rule, and what its author knows to look alike. */
static void put_against(wv_visit *v, const wv_item_finding *f)
{
    wv_buf *out = wv_visit_out(v);
    const wv_frozen_rule *rule = wv_rulebook_rule(v->site->rules, f->rule);
    bool first = true;
    if (f->suppressed_by.n) {
        wv_html(out, "<dt>Gevonden, niet meegeteld</dt><dd>%v",
                wv_rulebook_filter(f->suppressed_by));
        if (f->suppressed_at.text.n) wv_html(out, ": <q>%v</q>", f->suppressed_at.text);
        wv_buf_text(out, "</dd>");
    }
    if (!rule || !rule->ast) return;
    for (uint32_t i = 0; i < rule->ast->falsepositives.count; i++)
        put_alike(out, &first, rule->ast->falsepositives.items[i].s);
    if (!first) wv_buf_text(out, "</dd>");
    put_filters(out, rule->ast);
}

static void put_question(wv_visit *v, const wv_item_finding *f)
{
    wv_buf *out = wv_visit_out(v);
    wv_str question = wv_rulebook_question(v->site->rules, f->rule);
    wv_str definition = wv_rulebook_definition(v->site->rules, f->signal);
    if (definition.n) {
        wv_buf_text(out, "<dt>Waarom</dt><dd>");
        wv_buf text;
        wv_buf_init(&text);
        wv_dutch_in_words(&text, definition, v->site->word);
        wv_html_escape(out, (wv_str){text.p, (uint32_t)text.n});
        wv_buf_clear(&text);
        wv_dutch_in_words(&text, question, v->site->word);
        wv_buf_text(out, "</dd>");
        if (question.n)
            wv_html(out, "<dt>Om na te gaan</dt><dd>%v</dd>", (wv_str){text.p, (uint32_t)text.n});
        out->failed = out->failed || text.failed;
        wv_buf_done(&text);
    } else if (question.n) {
        wv_html(out, "<dt>Om na te gaan</dt><dd>%v</dd>", question);
    }
}

static void put_origin(wv_visit *v, const wv_item_finding *f)
{
    wv_buf *out = wv_visit_out(v);
    if (f->evidence_count && !f->is_alert) { /* of a pattern it stands below, with its texts */
        wv_buf_text(out, "<dt>Rust op</dt><dd>");
        for (uint32_t i = 0; i < f->evidence_count; i++)
            wv_html(out, "%s<a href=\"/stuk/%d/%p\">%v</a>", i ? ", " : "", f->case_num,
                    f->evidence[i], f->evidence[i]);
        wv_buf_text(out, "</dd>");
    }
    if (f->replayed) wv_html(out, "<dt>Hoe gevonden</dt><dd>%s</dd>", wv_page_replayed);
    wv_buf_text(out, "<dt>Regel</dt><dd class=\"small\">");
    if (wv_visit_may(v, WV_MAY_RULES))
        wv_html(out, "<a href=\"/regel/%p\">%v</a>", f->rule, f->rule);
    else
        wv_html_escape(out, f->rule);
    wv_html(out, ", %v %v</dd>", f->pack_name, f->pack_version);
}

void wv_page_finding(wv_visit *v, const wv_item_finding *f, uint32_t number, bool blind)
{
    wv_buf *out = wv_visit_out(v);
    wv_html(out, "<article class=\"finding%s\" id=\"v%u\" tabindex=\"-1\" data-row><h3>%u. %v</h3>",
            f->live && f->standing ? "" : " aside", number, number,
            f->is_alert ? wv_rulebook_title(v->site->rules, f->rule)
                        : wv_rulebook_label(v->site->rules, f->signal));
    wv_buf_text(out, "<dl>");
    if (!blind)
        wv_html(out, "<dt>Wanneer kijken</dt><dd><span class=\"tag t%u\">%s</span></dd>",
                (unsigned)f->triage, wv_page_triage(f->triage));
    put_words(v, f);
    put_labels(v, f);
    put_direction(v, f);
    put_question(v, f);
    put_against(v, f);
    put_origin(v, f);
    wv_buf_text(out, "</dl>\n");
}

bool wv_page_hides_answer(const wv_visit *v, const wv_item_finding *f)
{
    return (f->second_due && wv_visit_may(v, WV_MAY_SECOND)) ||
           (f->third_due && wv_visit_may(v, WV_MAY_ADJUDICATE));
}

/* --- the question -------------------------------------------------------------------------------
 */

static void put_choice(wv_buf *out, int64_t num, const char *value, const char *name,
                       const char *key)
{
    wv_html(out,
            "<label><input type=\"radio\" name=\"lezing.%d\" value=\"%s\" data-key=\"%s\"> "
            "%s</label>",
            num, value, key, name);
}

void wv_page_reading(wv_visit *v, const wv_item_finding *f, uint32_t number)
{
    wv_buf *out = wv_visit_out(v);
    wv_html(out,
            "<fieldset><legend>Is de tekst goed gelezen? <span class=\"hidden\">Vindplaats "
            "%u</span></legend><p class=\"choices\">",
            number);
    put_choice(out, f->num, "ja", "Ja", "ja");
    put_choice(out, f->num, "nee", "Nee", "nee");
    put_choice(out, f->num, "twijfel", "Twijfel", "twijfel");
    wv_html(out,
            "</p><div class=\"because\"><p><label for=\"reden.%d\">Bij nee: waarom</label> <select "
            "id=\"reden.%d\" name=\"reden.%d\"><option value=\"0\">kies een reden</option>",
            f->num, f->num, f->num);
    for (int r = WV_REASON_NEGATED; r <= WV_REASON_OTHER; r++)
        wv_html(out, "<option value=\"%u\" data-key=\"reden%u\">%u. %s</option>", (unsigned)r,
                (unsigned)r, (unsigned)r, wv_page_reason((wv_read_reason)r));
    wv_html(out,
            "</select></p><p><label for=\"noot.%d\">Toelichting</label> <textarea id=\"noot.%d\" "
            "name=\"noot.%d\" rows=\"1\" maxlength=\"%u\" data-key=\"toelichting\"></textarea></p>"
            "</div></fieldset>\n",
            f->num, f->num, f->num, (unsigned)WV_NOTE_BYTES_MAX / 4);
}

/* --- earlier decisions --------------------------------------------------------------------------
 */

static void put_decided(wv_visit *v, const wv_decision *d)
{
    wv_buf *out = wv_visit_out(v);
    if (d->on_case) {
        wv_html(out, "Wat gebeurt ermee: <strong>%s</strong> %v", wv_page_act(d->act), d->target);
        if (d->until) wv_buf_text(out, " "), wv_page_moment(v, d->until);
        if (d->waits) wv_buf_text(out, " (wacht op een tweede persoon)");
    } else {
        static const char *const rounds[] = {"", "", "tweede lezing, ", "derde lezing, "};
        wv_html(
            out, "%s<a href=\"/vindplaats/%d\">vindplaats</a> goed gelezen: <strong>%s</strong>",
            rounds[d->round <= WV_ROUND_THIRD ? d->round : 0], d->finding, wv_page_answer(d->read));
        if (d->reason) wv_html(out, ", %s", wv_page_reason(d->reason));
        if (d->evidence_changed) wv_buf_text(out, ", <em>toen met ander bewijs</em>");
    }
    if (d->note.n) wv_html(out, "<br><q>%v</q>", d->note);
}

void wv_page_decisions(wv_visit *v, const wv_decision *list, uint32_t count)
{
    wv_buf *out = wv_visit_out(v);
    if (count == 0) {
        wv_buf_text(out, "<p>Nog geen besluiten.</p>\n");
        return;
    }
    wv_buf_text(out, "<ol class=\"decisions\">\n");
    for (uint32_t i = 0; i < count; i++) {
        const wv_decision *d = &list[i];
        wv_html(out, "<li%s>", d->undone_at ? " class=\"gone\"" : "");
        wv_page_moment(v, d->at);
        wv_html(out, ", %v (%s)<br>", d->user, wv_page_role(d->role));
        put_decided(v, d);
        bool open = !d->undone_at && !d->sealed_at && v->viewer.now < d->at + WV_UNDO_SECONDS;
        if (d->undone_at)
            wv_buf_text(out, "<br><em>teruggedraaid</em>");
        else if (!open)
            wv_buf_text(out, "<br><span class=\"small\">vastgelegd</span>");
        if (open && wv_str_eq(d->user, v->viewer.user)) {
            wv_page_form(v, "/besluit/%lld/terug", (long long)d->num);
            wv_buf_text(out, "<button data-key=\"terug\">Terugdraaien</button></form>");
        }
        wv_buf_text(out, "</li>\n");
    }
    wv_buf_text(out, "</ol>\n");
}

void wv_page_done(wv_visit *v)
{
    wv_buf *out = wv_visit_out(v);
    int64_t num = wv_request_number(&v->request->query, "besluit", 0);
    if (num == 0) return;
    wv_html(out,
            "<div role=\"status\" class=\"done\" data-seals=\"%u\"><p>Opgeslagen. U kunt dit nog "
            "%u seconden "
            "terugdraaien; daarna ligt het vast.</p>",
            (unsigned)WV_UNDO_SECONDS, (unsigned)WV_UNDO_SECONDS);
    wv_page_form(v, "/besluit/%lld/terug", (long long)num);
    wv_buf_text(out, "<button data-key=\"terug\">Terugdraaien</button></form></div>\n");
}
