/* SPDX-License-Identifier: EUPL-1.2 */
/* compose.c: a pattern such as "{tijd} [{past} {s} {obj} {end}]." -> text with marked evidence.
 *
 * In: a pattern, an act, a cast, a stream of draws. Out: text, marks. Neighbours: templates.h has
 * checked every name and bracket; noise.c comes after. Invariants: single spaces, none before
 * punctuation, none at the edge of a mark; names nest at most WV_GEN_DEPTH_MAX deep (a list that
 * names itself ends there). Cost: linear in the text. */
#include "lab/compose.h"

void wv_gen_text_init(wv_gen_text *t)
{
    *t = (wv_gen_text){0};
    wv_buf_init(&t->text);
    wv_buf_init(&t->spare);
}

void wv_gen_text_done(wv_gen_text *t)
{
    wv_buf_done(&t->text);
    wv_buf_done(&t->spare);
}

void wv_gen_text_clear(wv_gen_text *t)
{
    wv_buf_clear(&t->text);
    t->mark_count = 0;
    t->typos = 0;
}

/* {neg} is the object with its denial, {subp} the verb at the end of a subordinate clause; what
 * an act does not say is made of what it does. */
static wv_str act_part(const wv_node *act, wv_str name, bool *known)
{
    static const struct {
        const char *name, *absent;
    } parts[] = {{"past", ""}, {"pres", ""}, {"part", ""}, {"inf", ""},
                 {"aux", "heeft"}, {"obj", ""}, {"adv", ""}, {"end", ""}, {"after", ""},
                 {"neg", "{obj} niet"}, {"subp", "{end}{past}"}};
    *known = false;
    if (act && wv_str_is(name, "auxinf")) { /* "zou zijn gekomen", "zou hebben geslagen" */
        const wv_node *aux = wv_node_get(act, "aux");
        *known = true;
        return aux && wv_str_is(aux->scalar, "is") ? WV_STR("zijn") : WV_STR("hebben");
    }
    for (unsigned i = 0; act && i < sizeof parts / sizeof *parts; i++) {
        if (!wv_str_is(name, parts[i].name)) continue;
        *known = true;
        const wv_node *value = wv_node_get(act, parts[i].name);
        return value ? value->scalar : wv_str_of(parts[i].absent);
    }
    return (wv_str){"", 0};
}

static wv_str resolve(const wv_gen_setting *s, const wv_node *act, wv_str name, wv_draw *draw)
{
    bool known;
    wv_str part = act_part(act, name, &known);
    if (known) return part;
    for (uint32_t i = 0; i < s->cast->count; i++)
        if (wv_str_eq(s->cast->keys[i]->scalar, name)) return s->cast->items[i]->scalar;
    const wv_gen_words *words = wv_gen_book_words(s->book, name);
    const wv_lits *list = words ? &words->by[s->reg] : NULL;
    if (!list || !list->count) return (wv_str){"", 0};
    return list->items[wv_draw_below(draw, list->count)].s;
}

static bool is_closing(char c)
{
    return c == '.' || c == ',' || c == '!' || c == '?' || c == ';' || c == ':';
}

static void put_byte(wv_gen_text *t, char c)
{
    wv_buf *b = &t->text;
    bool after_space = b->n == 0 || b->p[b->n - 1] == ' ' || b->p[b->n - 1] == '\n';
    if (c == ' ' && after_space) return;
    if (is_closing(c) && b->n && b->p[b->n - 1] == ' ') b->n--;
    wv_buf_byte(b, c);
}

static void close_mark(wv_gen_text *t, uint32_t open, uint32_t part)
{
    uint32_t start = open, end = (uint32_t)t->text.n;
    while (start < end && t->text.p[start] == ' ') start++;
    while (end > start && t->text.p[end - 1] == ' ') end--;
    if (t->mark_count < WV_GEN_MARKS_MAX && end > start)
        t->marks[t->mark_count++] = (wv_gen_mark){{start, end}, part};
}

static void capitalise(wv_gen_text *t, size_t at)
{
    if (at < t->text.n && t->text.p[at] >= 'a' && t->text.p[at] <= 'z')
        t->text.p[at] = (char)(t->text.p[at] - 'a' + 'A');
}

void wv_gen_compose(wv_gen_text *t, const wv_gen_setting *setting, const wv_node *act,
                    wv_str pattern, uint32_t part, wv_draw *draw)
{
    struct {
        wv_str text;
        uint32_t at;
    } stack[WV_GEN_DEPTH_MAX] = {{pattern, 0}};
    uint32_t depth = 1, open = 0;
    bool chat = setting->reg == WV_REGISTER_CHAT;
    if (t->text.n) wv_buf_byte(&t->text, chat ? '\n' : ' ');
    size_t begin = t->text.n;
    while (depth && !t->text.failed) {
        wv_str *text = &stack[depth - 1].text;
        uint32_t *at = &stack[depth - 1].at;
        if (*at == text->n) {
            depth--;
            continue;
        }
        char c = text->p[(*at)++];
        if (c == '[') {
            open = (uint32_t)t->text.n;
        } else if (c == ']') {
            close_mark(t, open, part);
        } else if (c != '{') {
            put_byte(t, c);
        } else {
            const char *close = memchr(text->p + *at, '}', text->n - *at);
            wv_str name = {text->p + *at, (uint32_t)(close - text->p) - *at};
            *at = (uint32_t)(close - text->p) + 1;
            if (depth == WV_GEN_DEPTH_MAX) continue;
            stack[depth].at = 0;
            stack[depth++].text = resolve(setting, act, name, draw);
        }
    }
    while (t->text.n > begin && t->text.p[t->text.n - 1] == ' ') t->text.n--;
    if (chat) return;
    capitalise(t, begin);
    char last = t->text.n > begin ? t->text.p[t->text.n - 1] : '.';
    if (!is_closing(last)) wv_buf_byte(&t->text, '.');
}
