/* SPDX-License-Identifier: EUPL-1.2 */
/* templates.c: a folder of YAML -> the words, casts, carriers, acts and texts that `gen` composes.
 *
 * In: corpus-synthetic/templates/ or a folder like it. Out: wv_gen_book. Neighbours: pack/yaml.h
 * reads the files, pack/shape.h complains with places, lab/compose.c uses the book. Invariants:
 * every {name} in a text is known before anything is written, and every [ has its ]. Cost: linear;
 * milliseconds. */
#include "lab/templates.h"

#include "crypto/sha256.h"
#include "lab/feed.h"
#include "pack/files.h"
#include "pack/shape.h"
#include "pack/yaml.h"

const char *const wv_register_names[WV_REGISTER_COUNT] = {"formal", "plain", "chat", "flemish"};
const char *const wv_split_names[WV_SPLIT_COUNT] = {"train", "dev", "test"};

static const char *const gold_names[] = {"require", "allow", "negated", NULL};
static const char *const voice_names[] = {"P", "V", "T", "R", NULL};

typedef struct loader {
    wv_gen_book *book;
    wv_shape shape;
} loader;

/* ---- kinds of documents ---- */

static wv_lit text_of(loader *l, const wv_node *doc, const char *key)
{
    return wv_shape_text(&l->shape, wv_node_get(doc, key), key);
}

static wv_lits texts_of(loader *l, const wv_node *doc, const char *key)
{
    return wv_shape_texts(&l->shape, wv_node_get(doc, key), key);
}

/* Texts by register; a register that is not named has those under `any`. */
static void read_registers(loader *l, const wv_node *doc, wv_lits by[WV_REGISTER_COUNT])
{
    wv_lits any = texts_of(l, doc, "any");
    for (int r = 0; r < WV_REGISTER_COUNT; r++) {
        by[r] = texts_of(l, doc, wv_register_names[r]);
        if (!by[r].count) by[r] = any;
    }
}

static void read_words(loader *l, const wv_node *doc)
{
    static const wv_shape_key keys[] = {{"words", true}, {"any", false},  {"formal", false},
                                        {"plain", false}, {"chat", false}, {"flemish", false},
                                        {NULL, false}};
    wv_gen_book *b = l->book;
    if (!wv_shape_map(&l->shape, doc, keys, "a word list")) return;
    wv_lit name = text_of(l, doc, "words");
    bool added = false;
    if (!wv_mem_grow((void **)&b->words, &b->word_capacity, b->word_count + 1, sizeof *b->words) ||
        !wv_map_put(&b->word_ids, name.s, b->word_count, &added)) {
        l->shape.nomem = true;
        return;
    }
    if (!added) {
        wv_shape_error(&l->shape, WV_CODE_NAME_TWICE, name.place, NULL,
                       "a second list named '%.*s'", (int)name.s.n, name.s.p);
        return;
    }
    wv_gen_words *w = &b->words[b->word_count++];
    *w = (wv_gen_words){.name = name.s};
    read_registers(l, doc, w->by);
}

static void read_cast(loader *l, const wv_node *doc)
{
    static const wv_shape_key keys[] = {{"cast", true}, {"variants", true}, {NULL, false}};
    if (!wv_shape_map(&l->shape, doc, keys, "a cast")) return;
    int voice =
        wv_shape_choice(&l->shape, wv_node_get(doc, "cast"), "cast", voice_names, WV_VOICE_P);
    const wv_node *list = wv_node_get(doc, "variants");
    if (voice < 0) return;
    if (list->type != WV_NODE_LIST || !list->count) {
        wv_shape_error(&l->shape, WV_CODE_TYPE, list->place, NULL, "variants is a list of maps");
        return;
    }
    for (uint32_t i = 0; i < list->count; i++)
        if (list->items[i]->type != WV_NODE_MAP)
            wv_shape_error(&l->shape, WV_CODE_TYPE, list->items[i]->place, NULL, "a map here");
    l->book->casts[voice] =
        (wv_gen_cast){(const wv_node *const *)(void *)list->items, list->count};
}

static void read_spelling(loader *l, const wv_node *doc)
{
    static const wv_shape_key keys[] = {{"spelling", true}, {"map", true}, {NULL, false}};
    static const char *const names[] = {"formal", "plain", "chat", "flemish", NULL};
    if (!wv_shape_map(&l->shape, doc, keys, "a spelling")) return;
    int reg = wv_shape_choice(&l->shape, wv_node_get(doc, "spelling"), "spelling", names, 0);
    const wv_node *map = wv_node_get(doc, "map");
    if (map->type != WV_NODE_MAP)
        wv_shape_error(&l->shape, WV_CODE_TYPE, map->place, NULL, "map is a map of words");
    else if (reg >= 0)
        l->book->spelling[reg] = map;
}

static uint8_t read_register_mask(loader *l, const wv_node *doc)
{
    wv_lits names = texts_of(l, doc, "registers");
    uint8_t mask = 0;
    for (uint32_t i = 0; i < names.count; i++) {
        int r = 0;
        while (r < WV_REGISTER_COUNT && !wv_str_is(names.items[i].s, wv_register_names[r])) r++;
        if (r == WV_REGISTER_COUNT)
            wv_shape_error(&l->shape, WV_CODE_VALUE, names.items[i].place,
                           "registers: formal, plain, chat, flemish", "unknown register '%.*s'",
                           (int)names.items[i].s.n, names.items[i].s.p);
        else
            mask |= (uint8_t)(1u << r);
    }
    return names.count ? mask : (1u << WV_REGISTER_COUNT) - 1;
}

static void read_carrier(loader *l, const wv_node *doc)
{
    static const wv_shape_key keys[] = {
        {"carrier", true}, {"voice", true},  {"registers", false},   {"gold", false},
        {"text", true},    {"twin", false},  {"attribution", false}, {"tense", false},
        {"labels", false}, {NULL, false}};
    wv_gen_book *b = l->book;
    if (!wv_shape_map(&l->shape, doc, keys, "a carrier")) return;
    if (!wv_mem_grow((void **)&b->carriers, &b->carrier_capacity, b->carrier_count + 1,
                     sizeof *b->carriers)) {
        l->shape.nomem = true;
        return;
    }
    wv_gen_carrier *c = &b->carriers[b->carrier_count++];
    *c = (wv_gen_carrier){
        .id = text_of(l, doc, "carrier").s,
        .text = text_of(l, doc, "text").s,
        .voices = wv_shape_voices(&l->shape, wv_node_get(doc, "voice"), "voice", WV_VOICES_ALL),
        .registers = read_register_mask(l, doc),
        .labels = texts_of(l, doc, "labels"),
    };
    int gold = wv_shape_choice(&l->shape, wv_node_get(doc, "gold"), "gold", gold_names, 0);
    c->gold = gold < 0 ? WV_GOLD_REQUIRE : (wv_gold_kind)gold;
    if (wv_node_get(doc, "twin")) c->twin = text_of(l, doc, "twin").s;
    if (wv_node_get(doc, "tense")) c->tense = text_of(l, doc, "tense").s;
    if (wv_node_get(doc, "attribution")) c->attribution = text_of(l, doc, "attribution").s;
}

static wv_gen_template *add_template(loader *l, wv_lit id)
{
    wv_gen_book *b = l->book;
    for (uint32_t i = 0; i < b->template_count; i++)
        if (wv_str_eq(b->templates[i].id, id.s))
            wv_shape_error(&l->shape, WV_CODE_NAME_TWICE, id.place, NULL,
                           "a second template named '%.*s'", (int)id.s.n, id.s.p);
    if (!wv_mem_grow((void **)&b->templates, &b->template_capacity, b->template_count + 1,
                     sizeof *b->templates)) {
        l->shape.nomem = true;
        return NULL;
    }
    wv_gen_template *t = &b->templates[b->template_count++];
    *t = (wv_gen_template){.id = id.s};
    return t;
}

static void read_gold(loader *l, const wv_node *doc, wv_gen_template *t)
{
    t->require = texts_of(l, doc, "require");
    t->allow = texts_of(l, doc, "allow");
    t->labels = texts_of(l, doc, "labels");
    t->group = wv_node_get(doc, "class") ? text_of(l, doc, "class").s : t->id;
    const char *dot = memchr(t->group.p, '.', t->group.n);
    if (dot && !wv_node_get(doc, "class")) t->group.n = (uint32_t)(dot - t->group.p);
}

static void read_act(loader *l, const wv_node *doc)
{
    static const wv_shape_key keys[] = {
        {"act", true},   {"voice", false}, {"require", true}, {"allow", false}, {"class", false},
        {"past", true},  {"pres", true},   {"part", true},    {"aux", false},   {"inf", true},
        {"subp", false}, {"obj", false},   {"adv", false},    {"end", false},   {"neg", false},
        {"after", false}, {"labels", false}, {NULL, false}};
    if (!wv_shape_map(&l->shape, doc, keys, "an act")) return;
    wv_gen_template *t = add_template(l, text_of(l, doc, "act"));
    if (!t) return;
    uint8_t voices = 1u << WV_VOICE_V | 1u << WV_VOICE_T | 1u << WV_VOICE_R;
    read_gold(l, doc, t);
    t->is_act = true;
    t->fields = doc;
    t->voices = wv_shape_voices(&l->shape, wv_node_get(doc, "voice"), "voice", voices);
}

static void read_say(loader *l, const wv_node *doc)
{
    static const wv_shape_key keys[] = {
        {"say", true},    {"voice", true},      {"require", false}, {"allow", false},
        {"class", false}, {"any", false},       {"formal", false},  {"plain", false},
        {"chat", false},  {"flemish", false},   {"twin", false},    {"axis", false},
        {"labels", false}, {"twin_gold", false}, {NULL, false}};
    static const char *const twin_names[] = {"nothing", "negated", NULL};
    if (!wv_shape_map(&l->shape, doc, keys, "a text")) return;
    wv_gen_template *t = add_template(l, text_of(l, doc, "say"));
    if (!t) return;
    read_gold(l, doc, t);
    t->voices = wv_shape_voices(&l->shape, wv_node_get(doc, "voice"), "voice", WV_VOICES_ALL);
    t->twins = texts_of(l, doc, "twin");
    t->axis = wv_node_get(doc, "axis") ? text_of(l, doc, "axis").s : WV_STR("meaning");
    t->twin_negated = wv_shape_choice(&l->shape, wv_node_get(doc, "twin_gold"), "twin_gold",
                                      twin_names, 0) == 1;
    read_registers(l, doc, t->by);
}

static void read_feed(loader *l, const wv_node *doc)
{
    wv_feed_read(&l->shape, l->book, doc);
}

static void read_document(loader *l, const wv_node *doc)
{
    static const struct {
        const char *key;
        void (*read)(loader *l, const wv_node *doc);
    } kinds[] = {{"words", read_words},     {"cast", read_cast}, {"spelling", read_spelling},
                 {"carrier", read_carrier}, {"act", read_act},   {"say", read_say},
                 {"feed", read_feed}};
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (doc->type == WV_NODE_MAP && wv_node_get(doc, kinds[i].key)) {
            kinds[i].read(l, doc);
            return;
        }
    wv_shape_error(&l->shape, WV_CODE_DOCUMENT_KIND, doc->place, NULL,
                   "a document has one of the keys words, cast, spelling, carrier, act, say, "
                   "feed");
}

/* ---- what the texts refer to ---- */

static const char *const act_names[] = {"past", "pres", "part", "aux", "inf",
                                        "subp", "obj",  "adv",  "end", "neg", "after", "auxinf"};

static bool is_known(const wv_gen_book *b, wv_str name)
{
    if (wv_map_get(&b->word_ids, name)) return true;
    for (unsigned i = 0; i < sizeof act_names / sizeof *act_names; i++)
        if (wv_str_is(name, act_names[i])) return true;
    for (int v = 0; v < WV_VOICE_COUNT; v++) {
        const wv_node *first = b->casts[v].count ? b->casts[v].variants[0] : NULL;
        for (uint32_t k = 0; first && k < first->count; k++)
            if (wv_str_eq(first->keys[k]->scalar, name)) return true;
    }
    return false;
}

static void check_text(loader *l, const wv_place *place, wv_str text)
{
    int depth = 0;
    for (uint32_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        depth += c == '[' ? 1 : c == ']' ? -1 : 0;
        if (depth < 0 || depth > 1) break;
        if (c != '{') continue;
        const char *close = memchr(text.p + i, '}', text.n - i);
        wv_str name = {text.p + i + 1,
                       close ? (uint32_t)(close - text.p) - i - 1 : text.n - i - 1};
        if (close && is_known(l->book, name)) continue;
        wv_shape_error(&l->shape, WV_CODE_REFERENCE_UNKNOWN, *place, NULL,
                       "{%.*s} is no word list, cast name or part of an act", (int)name.n, name.p);
    }
    if (depth != 0)
        wv_shape_error(&l->shape, WV_CODE_VALUE, *place, NULL, "a [ without its ], or nested ones");
}

/* All scalars below a document; its depth is limited when it is read. */
static void check_scalars(loader *l, const wv_node *doc)
{
    const wv_node *stack[WV_NODE_DEPTH_MAX];
    uint32_t at[WV_NODE_DEPTH_MAX], depth = 1;
    stack[0] = doc;
    at[0] = 0;
    while (depth) {
        const wv_node *n = stack[depth - 1];
        if (n->type == WV_NODE_SCALAR || at[depth - 1] == n->count) {
            if (n->type == WV_NODE_SCALAR) check_text(l, &n->place, n->scalar);
            depth--;
            continue;
        }
        const wv_node *child = n->items[at[depth - 1]++];
        if (depth == WV_NODE_DEPTH_MAX) continue;
        stack[depth] = child;
        at[depth++] = 0;
    }
}

static void check_book(loader *l, const wv_yaml_docs *docs, uint32_t count)
{
    for (uint32_t f = 0; f < count; f++)
        for (uint32_t i = 0; i < docs[f].count; i++) check_scalars(l, docs[f].items[i]);
    for (int v = 0; v < WV_VOICE_COUNT; v++)
        if (!l->book->casts[v].count)
            wv_diags_add(l->shape.diags, WV_LEVEL_ERROR, WV_CODE_FILE_MISSING, (wv_place){0}, NULL,
                         "there is no `cast: %s`", voice_names[v]);
    if (!l->book->carrier_count || !l->book->template_count)
        wv_diags_add(l->shape.diags, WV_LEVEL_ERROR, WV_CODE_FILE_MISSING, (wv_place){0}, NULL,
                     "there are no carriers, or no acts and texts");
}

/* ---- splits ---- */

/* Acts, texts with a twin, other signs, look-alikes and ordinary texts are split apart, so that
 * each split has all of them. */
static int stratum_of(const wv_gen_template *t)
{
    if (t->is_act) return 0;
    if (t->require.count) return t->twins.count ? 1 : 2;
    return wv_str_is(t->group, "ordinary") ? 3 : 4;
}

/* 60 : 20 : 20 by rank of the hash of the id within the stratum: a template is on the same side for
 * every seed and size, whatever the order of the files. */
static void split_templates(wv_gen_book *b)
{
    for (uint32_t i = 0; i < b->template_count; i++) {
        wv_gen_template *t = &b->templates[i];
        uint64_t own = wv_hash64(t->id.p, t->id.n);
        uint32_t rank = 0;
        for (uint32_t k = 0; k < b->template_count; k++) {
            const wv_gen_template *o = &b->templates[k];
            if (stratum_of(o) == stratum_of(t) && wv_hash64(o->id.p, o->id.n) < own) rank++;
        }
        t->split = rank % 5 < 3 ? WV_SPLIT_TRAIN : rank % 5 == 3 ? WV_SPLIT_DEV : WV_SPLIT_TEST;
    }
}

/* ---- the folder ---- */

static void hash_files(const wv_files *files, char out[65])
{
    wv_sha256_state state;
    uint8_t hash[32];
    wv_sha256_begin(&state);
    for (uint32_t i = 0; i < files->count; i++) {
        wv_sha256_add(&state, files->items[i]->name.p, files->items[i]->name.n);
        wv_sha256_add(&state, "\0", 1);
        wv_sha256_add(&state, files->items[i]->text.p, files->items[i]->text.n);
        wv_sha256_add(&state, "\0", 1);
    }
    wv_sha256_end(&state, hash);
    wv_sha256_hex(hash, out);
}

static wv_rc read_files(loader *l, const wv_files *files)
{
    wv_yaml_docs *docs = wv_arena_alloc(&l->book->arena, (files->count + 1) * sizeof *docs);
    if (!docs) return WV_E_NOMEM;
    for (uint32_t i = 0; i < files->count; i++) {
        wv_rc rc = wv_yaml_read(files->items[i], &l->book->arena, &docs[i], l->shape.diags);
        if (rc) return rc;
        for (uint32_t k = 0; k < docs[i].count; k++) {
            const wv_node *root = docs[i].items[k]; /* one document, or a list of them */
            for (uint32_t n = 0; root->type == WV_NODE_LIST && n < root->count; n++)
                read_document(l, root->items[n]);
            if (root->type != WV_NODE_LIST) read_document(l, root);
        }
    }
    check_book(l, docs, files->count);
    return l->shape.nomem ? WV_E_NOMEM : WV_OK;
}

wv_rc wv_gen_book_open(wv_gen_book *book, const char *path, wv_diags *diags, wv_err *err)
{
    wv_files files = {0};
    *book = (wv_gen_book){0};
    wv_arena_init(&book->arena);
    wv_map_init(&book->word_ids);
    loader l = {book, {&book->arena, diags, false}};
    wv_rc rc = wv_files_read(path, &book->arena, &files, diags, err);
    if (rc) return rc;
    rc = read_files(&l, &files);
    if (rc) return wv_err_set(err, rc, "out of memory while reading templates");
    if (diags->errors) return wv_err_set(err, WV_E_PACK, "the templates have errors");
    hash_files(&files, book->sha256_hex);
    split_templates(book);
    return WV_OK;
}

void wv_gen_book_done(wv_gen_book *book)
{
    wv_mem_free(book->words);
    wv_mem_free(book->carriers);
    wv_mem_free(book->templates);
    wv_mem_free(book->feeds);
    wv_map_done(&book->word_ids);
    wv_arena_done(&book->arena);
}

const wv_gen_words *wv_gen_book_words(const wv_gen_book *book, wv_str name)
{
    const uint32_t *at = wv_map_get(&book->word_ids, name);
    return at ? &book->words[*at] : NULL;
}
