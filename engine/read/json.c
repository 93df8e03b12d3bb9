/* SPDX-License-Identifier: EUPL-1.2 */
/* json.c: the grammar of RFC 8259 as a loop with a stack of open brackets.
 *
 *   bytes   { "id":"m1","to": [ "A" ] }     the tape grows at the right, a value a time
 *   open    0                 3             tape indices of brackets that are open, and for each
 *   seen    .1..1                           object a bit for each hash of a key in it
 *
 * In: one line. Out: a tape of values (json.h). Neighbours: json_string.c (strings), number.c
 * (values of numbers), reader.c (makes records of tapes). Invariants: no recursion; every bracket
 * on the stack is on the tape; in each object that closes no two keys are equal: keys are compared
 * when two have the same bit. Cost: linear, but n log n in the keys of objects of more than 16. */
#include "read/json.h"

#include "text/utf8.h"

typedef struct bracket {
    uint32_t value; /* tape index */
    bool twice;     /* two of its keys have one bit of `seen` */
    uint64_t seen;
} bracket;

typedef struct parser {
    wv_json *json;
    wv_str input;
    uint32_t at;
    uint32_t depth;
    bracket open[WV_JSON_DEPTH_MAX];
    wv_json_error *error;
} parser;

void wv_json_init(wv_json *json, wv_arena *arena)
{
    *json = (wv_json){.arena = arena};
    wv_marks_init(&json->marks);
}

void wv_json_done(wv_json *json)
{
    wv_mem_free(json->values);
    wv_mem_free(json->order);
    *json = (wv_json){0};
}

/* The first eight bytes, or what is there with zeros above: no two keys of up to eight bytes are
 * read alike. */
static inline uint64_t first_word(wv_str key)
{
    uint64_t word = 0;
    uint32_t first, last;
    if (key.n >= 8) {
        memcpy(&word, key.p, 8);
    } else if (key.n >= 4) { /* two reads that overlap */
        memcpy(&first, key.p, 4);
        memcpy(&last, key.p + key.n - 4, 4);
        word = first | (uint64_t)last << 32;
    } else if (key.n) {
        word = (uint64_t)(unsigned char)key.p[0] |
               (uint64_t)(unsigned char)key.p[key.n / 2] << 8 |
               (uint64_t)(unsigned char)key.p[key.n - 1] << 16;
    }
    return word;
}

static inline uint32_t hash_of(wv_str key)
{
    uint64_t word = first_word(key) ^ key.n * UINT64_C(0xFF51AFD7ED558CCD);
    word *= UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(word >> 32) ^ (uint32_t)(word >> 58);
}

uint32_t wv_json_key_hash(wv_str key)
{
    return hash_of(key);
}

__attribute__((cold)) static wv_rc fault(parser *ps, wv_json_fault kind, uint32_t offset,
                                         const char *message)
{
    *ps->error = (wv_json_error){kind, offset, message};
    return kind == WV_JSON_FAULT_DEPTH || kind == WV_JSON_FAULT_VALUES ? WV_E_LIMIT
           : kind == WV_JSON_FAULT_UTF8                                ? WV_E_UTF8
                                                                       : WV_E_JSON;
}

/* What stands at the cursor cannot stand there; a byte that is no UTF-8 is named as such. */
__attribute__((cold)) static wv_rc unexpected(parser *ps, const char *message)
{
    uint32_t at = ps->at;
    if (at >= ps->input.n) return fault(ps, WV_JSON_FAULT_SYNTAX, ps->input.n, "ends too early");
    uint32_t left = ps->input.n - at;
    if ((unsigned char)ps->input.p[at] >= 0x80 &&
        wv_utf8_valid_bytes(ps->input.p + at, left < 4 ? left : 4) == 0)
        return fault(ps, WV_JSON_FAULT_UTF8, at, "invalid UTF-8");
    return fault(ps, WV_JSON_FAULT_SYNTAX, at, message);
}

static inline char peek(const parser *ps)
{
    return ps->at < ps->input.n ? ps->input.p[ps->at] : '\0';
}

/* The byte behind white space, most often the next one. */
static inline char skip_space(parser *ps)
{
    for (;; ps->at++) {
        char c = peek(ps);
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return c;
    }
}

/* Makes room for one more value. */
__attribute__((cold, noinline)) static wv_rc grow(parser *ps)
{
    wv_json *j = ps->json;
    if (j->count == WV_JSON_VALUES_MAX)
        return fault(ps, WV_JSON_FAULT_VALUES, ps->at, "more than 1,048,576 values in one record");
    return wv_mem_grow((void **)&j->values, &j->capacity, j->count + 1, sizeof *j->values)
               ? WV_OK
               : WV_E_NOMEM;
}

static inline wv_json_value *push(parser *ps, wv_json_type type, wv_rc *rc)
{
    wv_json *j = ps->json;
    if (j->count == j->capacity || j->count == WV_JSON_VALUES_MAX) {
        *rc = grow(ps);
        if (*rc) return NULL;
    }
    wv_json_value *v = &j->values[j->count++];
    *v = (wv_json_value){.type = (uint8_t)type, .start = ps->at, .next = j->count};
    *rc = WV_OK;
    return v;
}

static inline wv_json_value *read_string(parser *ps, wv_rc *rc)
{
    wv_json_value *v = push(ps, WV_JSON_STRING, rc);
    if (!v) return NULL;
    *rc = wv_json_string(ps->json->arena, &ps->json->marks, &ps->at, &v->text, ps->error);
    v->end = ps->at;
    return v;
}

static bool digits(parser *ps)
{
    uint32_t start = ps->at;
    while (peek(ps) >= '0' && peek(ps) <= '9') ps->at++;
    return ps->at > start;
}

static wv_rc read_number(parser *ps)
{
    wv_rc rc;
    wv_json_value *v = push(ps, WV_JSON_NUMBER, &rc);
    if (!v) return rc;
    if (peek(ps) == '-') ps->at++;
    if (peek(ps) == '0')
        ps->at++;
    else if (!digits(ps))
        return unexpected(ps, "a number wants a digit");
    if (peek(ps) == '.') {
        ps->at++;
        if (!digits(ps)) return unexpected(ps, "a fraction wants a digit");
    }
    if (peek(ps) == 'e' || peek(ps) == 'E') {
        ps->at++;
        if (peek(ps) == '+' || peek(ps) == '-') ps->at++;
        if (!digits(ps)) return unexpected(ps, "an exponent wants a digit");
    }
    v->end = ps->at;
    v->text = (wv_str){ps->input.p + v->start, v->end - v->start};
    return WV_OK;
}

static wv_rc read_word(parser *ps, wv_json_type type, wv_str word)
{
    wv_rc rc;
    wv_str rest = {ps->input.p + ps->at, ps->input.n - ps->at};
    if (!wv_str_starts(rest, word)) return unexpected(ps, "unexpected word");
    wv_json_value *v = push(ps, type, &rc);
    if (!v) return rc;
    ps->at += word.n;
    v->end = ps->at;
    return WV_OK;
}

static wv_rc read_open(parser *ps, wv_json_type type)
{
    wv_rc rc;
    if (ps->depth == WV_JSON_DEPTH_MAX)
        return fault(ps, WV_JSON_FAULT_DEPTH, ps->at, "nested deeper than 64");
    if (!push(ps, type, &rc)) return rc;
    ps->open[ps->depth++] = (bracket){.value = ps->json->count - 1};
    ps->at++;
    return WV_OK;
}

/* Shorter first, then by bytes: equal keys become neighbours. */
static int key_order(const wv_json *j, uint32_t a, uint32_t b)
{
    wv_str x = j->values[a].text, y = j->values[b].text;
    if (x.n != y.n) return x.n < y.n ? -1 : 1;
    return x.n ? memcmp(x.p, y.p, x.n) : 0;
}

static void sift_down(wv_json *j, uint32_t root, uint32_t count)
{
    for (uint32_t child; (child = 2 * root + 1) < count; root = child) {
        uint32_t *o = j->order;
        if (child + 1 < count && key_order(j, o[child], o[child + 1]) < 0) child++;
        if (key_order(j, o[root], o[child]) >= 0) return;
        uint32_t swap = o[root];
        o[root] = o[child], o[child] = swap;
    }
}

/* Heap sort: no recursion, no allocation, no input that makes it slow (an object of 500,000 keys is
 * one line). */
static void sort_keys(wv_json *j, uint32_t count)
{
    for (uint32_t i = count / 2; i-- > 0;) sift_down(j, i, count);
    for (uint32_t n = count; n-- > 1;) {
        uint32_t swap = j->order[0];
        j->order[0] = j->order[n], j->order[n] = swap;
        sift_down(j, 0, n);
    }
}

/* Fills order[] with the tape indices of an object's keys. */
static bool gather_keys(wv_json *j, const wv_json_value *object)
{
    if (!wv_mem_grow((void **)&j->order, &j->order_capacity, object->count, sizeof *j->order))
        return false;
    uint32_t key = (uint32_t)(object - j->values) + 1;
    for (uint32_t i = 0; i < object->count; i++) {
        j->order[i] = key;
        key = j->values[key + 1].next;
    }
    return true;
}

/* Tape index of the first key that repeats an earlier one, or 0 (never a key: the object itself is
 * before it). */
static uint32_t repeated_key(wv_json *j, uint32_t count)
{
    enum { PAIRWISE_MAX = 16 }; /* nearly every record */
    uint32_t found = 0;
    if (count <= PAIRWISE_MAX) {
        for (uint32_t b = 1; b < count; b++)
            for (uint32_t a = 0; a < b; a++)
                if (key_order(j, j->order[a], j->order[b]) == 0) return j->order[b];
        return 0;
    }
    sort_keys(j, count);
    for (uint32_t i = 1; i < count; i++) {
        if (key_order(j, j->order[i - 1], j->order[i]) != 0) continue;
        uint32_t a = j->order[i - 1], b = j->order[i], later = a > b ? a : b;
        if (!found || later < found) found = later;
    }
    return found;
}

static wv_rc check_keys(parser *ps, const wv_json_value *object)
{
    wv_json *j = ps->json;
    if (!gather_keys(j, object)) return WV_E_NOMEM;
    uint32_t key = repeated_key(j, object->count);
    if (!key) return WV_OK;
    return fault(ps, WV_JSON_FAULT_DUPLICATE, j->values[key].start,
                 "the same key twice in one object");
}

static inline wv_rc read_close(parser *ps)
{
    const bracket *b = &ps->open[--ps->depth];
    wv_json_value *v = &ps->json->values[b->value];
    ps->at++;
    v->end = ps->at;
    v->next = ps->json->count;
    return b->twice ? check_keys(ps, v) : WV_OK;
}

static wv_rc read_scalar(parser *ps)
{
    wv_rc rc;
    switch (peek(ps)) {
    case '"': read_string(ps, &rc); return rc;
    case 't': return read_word(ps, WV_JSON_TRUE, WV_STR("true"));
    case 'f': return read_word(ps, WV_JSON_FALSE, WV_STR("false"));
    case 'n': return read_word(ps, WV_JSON_NULL, WV_STR("null"));
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': return read_number(ps);
    default: return unexpected(ps, "expected a value");
    }
}

/* `"key" :` in front of a member's value. */
static inline wv_rc read_key(parser *ps)
{
    wv_rc rc;
    if (peek(ps) != '"') return unexpected(ps, "expected a key in quotes");
    wv_json_value *key = read_string(ps, &rc);
    if (rc) return rc;
    bracket *b = &ps->open[ps->depth - 1];
    key->count = hash_of(key->text);
    uint64_t bit = UINT64_C(1) << (key->count & 63);
    b->twice |= (b->seen & bit) != 0;
    b->seen |= bit;
    if (skip_space(ps) != ':') return unexpected(ps, "expected ':'");
    ps->at++;
    skip_space(ps);
    return WV_OK;
}

/* From before a value (or before the `]` or `}` of an empty bracket) to after a scalar or after an
 * opening bracket; *opened tells which. */
static inline wv_rc read_item(parser *ps, bool *opened)
{
    *opened = false;
    if (ps->depth) {
        wv_json_value *top = &ps->json->values[ps->open[ps->depth - 1].value];
        top->count++;
        if (top->type == WV_JSON_OBJECT) {
            wv_rc rc = read_key(ps);
            if (rc) return rc;
        }
    }
    char c = peek(ps);
    if (c != '{' && c != '[') return read_scalar(ps);
    *opened = true;
    return read_open(ps, c == '{' ? WV_JSON_OBJECT : WV_JSON_ARRAY);
}

static inline char closing(const parser *ps)
{
    return ps->json->values[ps->open[ps->depth - 1].value].type == WV_JSON_OBJECT ? '}' : ']';
}

/* After a value: closes what closes here. *more tells that a comma promised another item. */
static inline wv_rc read_after(parser *ps, bool *more)
{
    *more = false;
    while (ps->depth) {
        char c = skip_space(ps), close = closing(ps);
        if (c == ',') {
            ps->at++;
            skip_space(ps);
            *more = true;
            return WV_OK;
        }
        if (c != close)
            return unexpected(ps, close == '}' ? "expected ',' or '}'" : "expected ',' or ']'");
        wv_rc rc = read_close(ps);
        if (rc) return rc;
    }
    return WV_OK;
}

wv_rc wv_json_parse(wv_json *json, wv_str input, wv_json_error *error)
{
    parser ps; /* field by field: its brackets are 1 KB */
    bool more = true;
    ps.json = json, ps.input = input, ps.error = error;
    ps.at = ps.depth = 0;
    json->count = 0;
    wv_marks_begin(&json->marks, input);
    skip_space(&ps);
    while (more) {
        bool opened;
        wv_rc rc = read_item(&ps, &opened);
        if (rc) return rc;
        if (opened) {
            if (skip_space(&ps) != closing(&ps)) continue;
            if ((rc = read_close(&ps)) != WV_OK) return rc;
        }
        if ((rc = read_after(&ps, &more)) != WV_OK) return rc;
    }
    skip_space(&ps);
    if (ps.at < input.n) return unexpected(&ps, "something stands after the value");
    return WV_OK;
}
