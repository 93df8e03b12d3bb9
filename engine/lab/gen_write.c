/* SPDX-License-Identifier: EUPL-1.2 */
/* gen_write.c: the line of one invented record: its fields by who speaks, then `gold`.
 *
 * In: an item, its text and marks. Out: JSON, keys in a fixed order. Neighbours: gen.c. What gold
 * means: shared with the hand-labelled sets (require, allow, negated, quotes), and more that only a
 * generator knows (spans in code points, labels, direction, template, split, pair). Invariants: a
 * signal stands in one of require, allow and negated, the strongest that a part gives it. Cost: one
 * pass over the text a mark. */
#include "lab/gen_write.h"

#include "text/utf8.h"

enum { SLUGS_MAX = 32 };

typedef struct slug {
    wv_str name;
    wv_gold_kind gold;
    uint32_t part;
} slug;

typedef struct slugs {
    slug items[SLUGS_MAX];
    uint32_t count;
} slugs;

/* ---- who ---- */

static void write_people(wv_buf *out)
{
    wv_buf_text(out, "\"persons\":[{\"ref\":\"A\",\"role\":\"target\"},"
                     "{\"ref\":\"B\",\"role\":\"other\"},{\"ref\":\"D\",\"role\":\"third\"}],");
}

static void write_message(wv_buf *out, const char *from, const char *to, wv_draw *draw)
{
    static const char *const channels[] = {"whatsapp", "whatsapp", "whatsapp", "sms", "email",
                                           "instagram"};
    wv_buf_format(out, "\"kind\":\"message\",\"from\":\"%s\",\"to\":[\"%s\"],\"channel\":\"%s\",",
                  from, to, channels[wv_draw_below(draw, 6)]);
}

static void write_report(wv_buf *out, const char *reporter, wv_draw *draw)
{
    static const char *const sources[] = {"politie", "politie", "veiligthuis", "huisarts",
                                          "school"};
    wv_buf_format(out, "\"kind\":\"report\",\"source\":\"%s\",\"reporter\":\"%s\",",
                  sources[wv_draw_below(draw, 5)], reporter);
}

/* A voice is a fact of the record: who sent or reported it. */
static void write_voice(wv_buf *out, const wv_gen_item *item, wv_draw *draw)
{
    bool chat = item->setting.reg == WV_REGISTER_CHAT || wv_draw_below(draw, 3) == 0;
    bool formal = item->setting.reg == WV_REGISTER_FORMAL;
    const char *teller = item->counter_report ? "B" : item->setting.voice == WV_VOICE_V ? "A" : "D";
    if (item->setting.voice == WV_VOICE_P)
        write_message(out, "B", "A", draw);
    else if (item->setting.voice == WV_VOICE_R)
        write_report(out, "R", draw);
    else if (chat && !formal)
        write_message(out, teller, "E", draw);
    else
        write_report(out, teller, draw);
}

/* ---- what is to be found ---- */

static void add_slug(slugs *all, wv_str name, wv_gold_kind gold, uint32_t part)
{
    for (uint32_t i = 0; i < all->count; i++) {
        if (!wv_str_eq(all->items[i].name, name)) continue;
        if (gold < all->items[i].gold) all->items[i] = (slug){name, gold, part};
        return;
    }
    if (all->count < SLUGS_MAX) all->items[all->count++] = (slug){name, gold, part};
}

/* The counter-report: B's claims about A are assertions of B, at most allowed. */
static void gather(const wv_gen_item *item, slugs *all)
{
    for (uint32_t p = 0; p < item->part_count; p++) {
        const wv_gen_part *part = &item->parts[p];
        const wv_gen_template *t = part->made_of;
        if (part->empty) continue;
        wv_gold_kind gold = item->counter_report && part->gold == WV_GOLD_REQUIRE ? WV_GOLD_ALLOW
                                                                                  : part->gold;
        wv_gold_kind weaker = gold == WV_GOLD_NEGATED ? WV_GOLD_NEGATED : WV_GOLD_ALLOW;
        for (uint32_t i = 0; i < t->require.count; i++)
            add_slug(all, t->require.items[i].s, gold, p);
        for (uint32_t i = 0; i < t->allow.count; i++)
            add_slug(all, t->allow.items[i].s, weaker, p);
    }
}

static void write_list(wv_buf *out, const char *key, const slugs *all, wv_gold_kind gold)
{
    bool any = false;
    wv_buf_format(out, "\"%s\":[", key);
    for (uint32_t i = 0; i < all->count; i++) {
        if (all->items[i].gold != gold) continue;
        if (any) wv_buf_byte(out, ',');
        wv_buf_json(out, all->items[i].name);
        any = true;
    }
    wv_buf_text(out, "],");
}

static bool has_mark(const wv_gen_text *text, uint32_t part)
{
    for (uint32_t i = 0; i < text->mark_count; i++)
        if (text->marks[i].part == part) return true;
    return false;
}

static void write_quotes(wv_buf *out, const slugs *all, const wv_gen_text *text)
{
    bool any = false;
    wv_buf_text(out, "\"quotes\":{");
    for (uint32_t i = 0; i < all->count; i++) {
        if (all->items[i].gold != WV_GOLD_REQUIRE) continue;
        for (uint32_t m = 0; m < text->mark_count; m++) {
            if (text->marks[m].part != all->items[i].part) continue;
            wv_span s = text->marks[m].span;
            if (any) wv_buf_byte(out, ',');
            wv_buf_json(out, all->items[i].name);
            wv_buf_byte(out, ':');
            wv_buf_json(out, (wv_str){text->text.p + s.start, s.end - s.start});
            any = true;
            break; /* the format has one quote a signal; spans has all */
        }
    }
    wv_buf_text(out, "},");
}

static void write_marks(wv_buf *out, const wv_gen_text *text, uint32_t part)
{
    wv_utf8_cursor c;
    bool any = false;
    wv_utf8_cursor_init(&c, (wv_str){text->text.p, (uint32_t)text->text.n});
    for (uint32_t m = 0; m < text->mark_count; m++) {
        if (text->marks[m].part != part) continue;
        wv_utf8_seek_byte(&c, text->marks[m].span.start);
        wv_buf_format(out, "%s[%u,", any ? "," : "", c.code_point);
        wv_utf8_seek_byte(&c, text->marks[m].span.end);
        wv_buf_format(out, "%u]", c.code_point);
        any = true;
    }
}

static void write_spans(wv_buf *out, const slugs *all, const wv_gen_text *text)
{
    bool any = false;
    wv_buf_text(out, "\"spans\":{");
    for (uint32_t i = 0; i < all->count; i++) {
        if (all->items[i].gold == WV_GOLD_ALLOW || !has_mark(text, all->items[i].part)) continue;
        if (any) wv_buf_byte(out, ',');
        wv_buf_json(out, all->items[i].name);
        wv_buf_text(out, ":[");
        write_marks(out, text, all->items[i].part);
        wv_buf_byte(out, ']');
        any = true;
    }
    wv_buf_text(out, "},");
}

/* Labels that a finding of the signal should carry in this sentence. */
static void write_scope(wv_buf *out, const slugs *all, const wv_gen_item *item)
{
    bool any = false;
    wv_buf_text(out, "\"scope\":{");
    for (uint32_t i = 0; i < all->count; i++) {
        const wv_gen_part *part = &item->parts[all->items[i].part];
        const wv_lits *labels = part->carrier ? &part->carrier->labels : &part->made_of->labels;
        bool negated = part->gold == WV_GOLD_NEGATED;
        if (!negated && !labels->count) continue;
        if (any) wv_buf_byte(out, ',');
        wv_buf_json(out, all->items[i].name);
        wv_buf_text(out, negated ? ":[\"negated\"" : ":[");
        for (uint32_t k = 0; k < labels->count && !negated; k++) {
            if (k) wv_buf_byte(out, ',');
            wv_buf_json(out, labels->items[k].s);
        }
        wv_buf_byte(out, ']');
        any = true;
    }
    wv_buf_text(out, "},");
}

/* ---- how it was made ---- */

static void write_field(wv_buf *out, const char *key, wv_str value)
{
    wv_buf_format(out, ",\"%s\":", key);
    wv_buf_json(out, value);
}

static void write_origin(wv_buf *out, const wv_gen_item *item, const wv_gen_text *text)
{
    static const char voices[] = "PVTR";
    const wv_gen_part *first = &item->parts[0];
    wv_buf_format(out, "\"register\":\"%s\",\"voice\":\"%c\",\"split\":\"%s\",\"typos\":%u",
                  wv_register_names[item->setting.reg], voices[item->setting.voice],
                  wv_split_names[item->split], text->typos);
    wv_buf_text(out, ",\"templates\":[");
    for (uint32_t p = 0; p < item->part_count; p++) {
        if (p) wv_buf_byte(out, ',');
        wv_buf_json(out, item->parts[p].made_of->id);
    }
    wv_buf_byte(out, ']');
    if (item->part_count && first->carrier) {
        write_field(out, "carrier", first->carrier->id);
        if (first->carrier->tense.n) write_field(out, "tense", first->carrier->tense);
        if (first->carrier->attribution.n)
            write_field(out, "attribution", first->carrier->attribution);
    }
    if (item->in_pair) {
        wv_buf_format(out, ",\"pair\":\"p%08llu\"", (unsigned long long)(item->number / 2));
        write_field(out, "axis", item->axis);
    }
}

/* Fear, a call for help, a break-up: the target's own, or nobody's; nobody did it to the target. */
static bool is_act_of_other(const slugs *all)
{
    static const char *const others[] = {"victim.",  "help.",      "separation.", "protective.",
                                         "custody.", "detention.", "trigger.",    "suicide.victim",
                                         "history."};
    for (uint32_t i = 0; i < all->count; i++)
        for (unsigned k = 0; k < sizeof others / sizeof *others; k++) {
            uint32_t n = (uint32_t)strlen(others[k]);
            wv_str name = all->items[i].name;
            if (all->items[i].gold != WV_GOLD_ALLOW && name.n > n &&
                memcmp(name.p, others[k], n) == 0)
                return false;
        }
    return all->count > 0;
}

static void write_gold(wv_buf *out, const wv_gen_item *item, const wv_gen_text *text)
{
    slugs all = {.count = 0};
    gather(item, &all);
    wv_buf_text(out, ",\"gold\":{");
    write_list(out, "require", &all, WV_GOLD_REQUIRE);
    write_list(out, "allow", &all, WV_GOLD_ALLOW);
    write_list(out, "negated", &all, WV_GOLD_NEGATED);
    write_quotes(out, &all, text);
    write_spans(out, &all, text);
    write_scope(out, &all, item);
    if (is_act_of_other(&all))
        wv_buf_format(out, "\"direction\":\"%s\",",
                      item->counter_report ? "target->other" : "other->target");
    write_origin(out, item, text);
    wv_buf_byte(out, '}');
}

void wv_gen_write(wv_buf *out, const wv_gen_item *item, const wv_gen_text *text, wv_draw *draw)
{
    wv_buf_format(out, "{\"id\":\"g%08llu\",", (unsigned long long)item->number);
    write_voice(out, item, draw);
    write_people(out);
    wv_buf_text(out, "\"text\":");
    wv_buf_json(out, (wv_str){text->text.p, (uint32_t)text->text.n});
    write_gold(out, item, text);
    wv_buf_text(out, ",\"class\":");
    if (item->in_pair) {
        wv_buf_format(out, "\"pair:%.*s\"", (int)item->axis.n, item->axis.p);
    } else if (item->open && item->part_count) {
        wv_buf_text(out, item->parts[0].gold == WV_GOLD_NEGATED ? "\"denied\"" : "\"supposed\"");
    } else {
        wv_buf_json(out, item->part_count ? item->parts[0].made_of->group : WV_STR("empty"));
    }
    wv_buf_text(out, "}\n");
}
