/* SPDX-License-Identifier: EUPL-1.2 */
/* json_stream.c: where the values of a giant document begin and end.
 *
 * In: bytes of an input. Out: the values that choose() takes. Neighbours: telegram, messenger and
 * signal ask; read/json.c judges what they get. Invariants: one byte is looked at once; no
 * recursion, a stack of fixed depth; a document that breaks off gives one last item from where it
 * broke to the end of the file, so that nothing is dropped in silence. Cost: linear; memory is the
 * longest value that was taken. */
#include "convert/json_stream.h"

enum { BLOCK_BYTES = 256 << 10 };

void wv_json_stream_again(wv_json_stream *s, wv_json_choose choose, void *ctx)
{
    bool mark = wv_str_starts(s->in->head, WV_STR("\xEF\xBB\xBF"));
    s->choose = choose;
    s->ctx = ctx;
    s->at = s->mark = s->end = 0;
    s->offset = mark ? 3 : 0;
    s->marked = s->ended = s->begun = s->over = false;
    s->depth = 0;
    s->path[0] = '\0';
    s->failed = WV_OK;
}

void wv_json_stream_open(wv_json_stream *s, const wv_convert_input *in, wv_json_choose choose,
                         void *ctx)
{
    *s = (wv_json_stream){.in = in};
    wv_json_stream_again(s, choose, ctx);
}

void wv_json_stream_close(wv_json_stream *s)
{
    wv_mem_free(s->block);
    *s = (wv_json_stream){0};
}

/* ---- bytes ---- */

static bool fill(wv_json_stream *s)
{
    size_t keep = s->marked ? s->mark : s->at, got;
    if (s->ended || s->failed) return false;
    if (keep > 0) {
        memmove(s->block, s->block + keep, s->end - keep);
        s->offset += keep;
        s->end -= keep;
        s->at -= keep;
        s->mark = 0;
    }
    if (s->capacity - s->end < BLOCK_BYTES) {
        size_t capacity = s->capacity ? s->capacity * 2 : 2 * BLOCK_BYTES;
        char *p = wv_mem_resize(s->block, s->capacity, capacity);
        if (!p) {
            s->failed = wv_err_set(s->err, WV_E_NOMEM, "out of memory");
            return false;
        }
        s->block = p;
        s->capacity = capacity;
    }
    s->failed = wv_convert_input_read(s->in, s->offset + s->end, s->block + s->end, BLOCK_BYTES,
                                      &got, s->err);
    s->ended = got == 0;
    s->end += got;
    return got > 0 && !s->failed;
}

static bool peek(wv_json_stream *s, char *c)
{
    if (s->at >= s->end && !fill(s)) return false;
    *c = s->block[s->at];
    return true;
}

static bool peek_past_space(wv_json_stream *s, char *c)
{
    while (peek(s, c)) {
        if (*c != ' ' && *c != '\t' && *c != '\n' && *c != '\r') return true;
        s->at++;
    }
    return false;
}

static bool take(wv_json_stream *s, char wanted)
{
    char c;
    if (!peek_past_space(s, &c) || c != wanted) return false;
    s->at++;
    return true;
}

/* ---- values ---- */

/* What is kept is no longer kept when it is too long: its range goes on being counted. */
static void watch_length(wv_json_stream *s, bool *too_long)
{
    if (!s->marked || s->at - s->mark <= WV_JSON_STREAM_ITEM_MAX) return;
    *too_long = true;
    s->marked = false;
}

static bool pass_string(wv_json_stream *s, bool *too_long)
{
    char c;
    s->at++; /* the quote */
    while (peek(s, &c)) {
        s->at++;
        watch_length(s, too_long);
        if (c == '"') return true;
        if (c == '\\') {
            if (!peek(s, &c)) return false;
            s->at++;
        }
    }
    return false;
}

/* Over a whole value, brackets and strings minded. False when the file ends in it. */
static bool pass_value(wv_json_stream *s, bool *too_long)
{
    uint64_t open = 0;
    char c;
    if (!peek(s, &c)) return false;
    do {
        watch_length(s, too_long);
        if (c == '"') {
            if (!pass_string(s, too_long)) return false;
            if (open == 0) return true;
            continue;
        }
        if (open == 0 &&
            (c == ',' || c == ']' || c == '}' || c == ' ' || c == '\t' || c == '\n' || c == '\r'))
            return true; /* behind a number or a word */
        s->at++;
        if (c == '{' || c == '[')
            open++;
        else if ((c == '}' || c == ']') && --open == 0)
            return true;
    } while (peek(s, &c));
    return open == 0 && s->ended;
}

static void path_add(wv_json_stream *s, uint32_t base, wv_str key)
{
    uint32_t at = base;
    if (at > 0 && at + 1 < WV_JSON_STREAM_PATH_MAX) s->path[at++] = '/';
    for (uint32_t i = 0; i < key.n && at + 1 < WV_JSON_STREAM_PATH_MAX; i++)
        s->path[at++] = key.p[i];
    s->path[at] = '\0';
}

/* The key of the next member and its colon. */
static bool take_key(wv_json_stream *s, uint32_t base)
{
    char c;
    bool ignored = false;
    if (!peek_past_space(s, &c) || c != '"') return false;
    s->marked = true;
    s->mark = s->at;
    bool good = pass_string(s, &ignored);
    if (good && !ignored)
        path_add(s, base, (wv_str){s->block + s->mark + 1, (uint32_t)(s->at - s->mark - 2)});
    s->marked = false;
    return good && !ignored && take(s, ':');
}

typedef enum step { STEP_VALUE, STEP_CLOSED, STEP_BROKEN, STEP_END } step;

/* To the begin of the next value: past commas and keys, out of containers that end. */
static step advance(wv_json_stream *s)
{
    char c;
    if (s->depth == 0) {
        if (!peek_past_space(s, &c)) return s->begun ? STEP_END : STEP_BROKEN;
        if (s->begun) return STEP_BROKEN;
        s->begun = true;
        return STEP_VALUE;
    }
    uint32_t top = s->depth - 1, base = s->stack[top].path_bytes;
    s->path[base] = '\0';
    if (!peek_past_space(s, &c)) return STEP_BROKEN;
    if (c == (s->stack[top].kind == '{' ? '}' : ']')) {
        s->at++;
        s->depth--;
        return STEP_CLOSED;
    }
    if (s->stack[top].any && !take(s, ',')) return STEP_BROKEN;
    s->stack[top].any = true;
    if (s->stack[top].kind == '[')
        path_add(s, base, WV_STR("*"));
    else if (!take_key(s, base))
        return STEP_BROKEN;
    return peek_past_space(s, &c) ? STEP_VALUE : STEP_BROKEN;
}

static wv_rc broken(wv_json_stream *s, uint64_t start, wv_json_item *out)
{
    if (s->failed) return s->failed;
    s->over = true;
    *out = (wv_json_item){.path = s->path,
                          .start = start,
                          .end = s->in->bytes,
                          .broken = s->ended ? "the file ends in the middle of a value"
                                             : "this is no JSON"};
    return WV_OK;
}

/* The value that begins here. True when it was taken or the document broke in it. */
static bool handle(wv_json_stream *s, wv_json_item *out, wv_rc *rc)
{
    char first = s->block[s->at];
    wv_json_choice choice = s->choose(s->ctx, s->path, first);
    if (choice == WV_JSON_DESCEND && (first == '{' || first == '[')) {
        if (s->depth == WV_JSON_STREAM_DEPTH_MAX)
            return *rc = broken(s, s->offset + s->at, out), true;
        s->stack[s->depth].kind = first;
        s->stack[s->depth].any = false;
        s->stack[s->depth++].path_bytes = (uint32_t)strlen(s->path);
        s->at++;
        return false;
    }
    uint64_t start = s->offset + s->at;
    bool too_long = false;
    s->marked = choice == WV_JSON_TAKE;
    s->mark = s->at;
    bool good = pass_value(s, &too_long);
    size_t from = s->mark;
    s->marked = false;
    if (s->failed || !good || s->offset + s->at == start) return *rc = broken(s, start, out), true;
    if (choice != WV_JSON_TAKE) return false;
    *out = (wv_json_item){
        .path = s->path, .start = start, .end = s->offset + s->at, .too_long = too_long};
    if (!too_long) out->bytes = (wv_str){s->block + from, (uint32_t)(s->at - from)};
    *rc = WV_OK;
    return true;
}

wv_rc wv_json_stream_next(wv_json_stream *s, wv_json_item *out, wv_err *err)
{
    wv_rc rc = WV_OK;
    s->err = err;
    if (s->over) return WV_E_END;
    for (;;) {
        uint64_t here = s->offset + s->at;
        step what = advance(s);
        if (s->failed) return s->failed;
        if (what == STEP_END) return WV_E_END;
        if (what == STEP_BROKEN) return broken(s, here, out);
        if (what == STEP_VALUE && handle(s, out, &rc)) return rc;
    }
}
