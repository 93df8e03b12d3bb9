/* SPDX-License-Identifier: EUPL-1.2 */
/* lock.c: writing pack.lock and comparing a pack with it.
 *
 * In: a loaded pack, the lock's bytes. Out: the lock's bytes, diagnostics. Neighbours: cli/check.c.
 * Invariant: the same rules give the same bytes, whatever file they stand in. Cost: one hash of
 * each document. */
#include "pack/lock.h"

#include "base/map.h"
#include "crypto/sha256.h"
#include "pack/codes.h"
#include "pack/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define HEAD_LINE "waakvlam-lock 1"

static void hash_text(wv_sha256_state *h, wv_str text)
{
    uint8_t n[4] = {(uint8_t)text.n, (uint8_t)(text.n >> 8), (uint8_t)(text.n >> 16),
                    (uint8_t)(text.n >> 24)};
    wv_sha256_add(h, n, sizeof n);
    wv_sha256_add(h, text.p, text.n);
}

/* As deep as WV_NODE_DEPTH_MAX and no deeper. */
static void hash_node(wv_sha256_state *h, const wv_node *node)
{
    uint8_t head[5] = {(uint8_t)("slm"[node->type]), (uint8_t)node->count,
                       (uint8_t)(node->count >> 8), (uint8_t)(node->count >> 16),
                       (uint8_t)(node->count >> 24)};
    wv_sha256_add(h, head, sizeof head);
    if (node->type == WV_NODE_SCALAR) {
        hash_text(h, node->scalar);
        return;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        if (node->type == WV_NODE_MAP) hash_text(h, node->keys[i]->scalar);
        hash_node(h, node->items[i]);
    }
}

void wv_lock_hash(const wv_node *document, uint8_t out[32])
{
    wv_sha256_state h;
    wv_sha256_begin(&h);
    hash_node(&h, document);
    wv_sha256_end(&h, out);
}

static wv_str version_of(const wv_rule_ast *rule)
{
    const wv_node *modified = wv_node_get(rule->document, "modified");
    if (modified && modified->type == WV_NODE_SCALAR && modified->scalar.n) return modified->scalar;
    return rule->date.s.n ? rule->date.s : WV_STR("-");
}

static wv_str id_of(const wv_rule_ast *rule)
{
    return rule->id.s.n ? rule->id.s : WV_STR("-");
}

static int by_name(const void *left, const void *right)
{
    const wv_rule_ast *a = *(const wv_rule_ast *const *)left,
                      *b = *(const wv_rule_ast *const *)right;
    return wv_str_cmp(a->name.s, b->name.s); /* names are unique in a pack that loads */
}

static void format_rule(wv_buf *out, const wv_rule_ast *rule)
{
    uint8_t hash[32];
    char hex[65];
    wv_lock_hash(rule->document, hash);
    wv_sha256_hex(hash, hex);
    wv_buf_text(out, "rule ");
    wv_buf_str(out, rule->name.s);
    wv_buf_byte(out, ' ');
    wv_buf_str(out, id_of(rule));
    wv_buf_byte(out, ' ');
    wv_buf_str(out, version_of(rule));
    wv_buf_byte(out, ' ');
    wv_buf_text(out, hex);
    wv_buf_byte(out, '\n');
}

wv_rc wv_lock_format(const wv_pack_ast *ast, wv_buf *out)
{
    char hex[65];
    const wv_rule_ast **order = wv_mem_new(sizeof *order * (ast->rule_count + 1));
    if (!order) return WV_E_NOMEM;
    for (uint32_t i = 0; i < ast->rule_count; i++) order[i] = &ast->rules[i];
    qsort(order, ast->rule_count, sizeof *order, by_name);
    wv_sha256_hex(ast->sha256, hex);
    wv_buf_text(out, HEAD_LINE "\npack ");
    wv_buf_str(out, ast->name.s);
    wv_buf_byte(out, ' ');
    wv_buf_str(out, ast->version.s);
    wv_buf_byte(out, ' ');
    wv_buf_text(out, hex);
    wv_buf_byte(out, '\n');
    for (uint32_t i = 0; i < ast->rule_count; i++) format_rule(out, order[i]);
    wv_mem_free(order);
    return out->failed ? WV_E_NOMEM : WV_OK;
}

/* One line of the lock, cut at its spaces. */
typedef struct lock_line {
    wv_str word[5];
    uint32_t words;
    wv_place place;
} lock_line;

static bool next_line(const wv_source *source, uint32_t *at, lock_line *line)
{
    wv_str t = source->text;
    if (*at >= t.n) return false;
    uint32_t start = *at, i = start;
    line->words = 0;
    while (i < t.n && t.p[i] != '\n') {
        uint32_t from = i;
        while (i < t.n && t.p[i] != ' ' && t.p[i] != '\n') i++;
        if (line->words < 5) line->word[line->words] = (wv_str){t.p + from, i - from};
        line->words++;
        if (i < t.n && t.p[i] == ' ') i++;
    }
    line->place = (wv_place){source, start, i};
    *at = i + 1;
    return true;
}

typedef struct comparer {
    const wv_pack_ast *ast;
    wv_diags *diags;
    wv_map by_name, by_id;
    bool *locked; /* rules that the lock knows */
    bool nomem;
} comparer;

static void compare_found(comparer *c, const lock_line *line, const wv_rule_ast *rule)
{
    uint8_t hash[32];
    char hex[65];
    wv_lock_hash(rule->document, hash);
    wv_sha256_hex(hash, hex);
    if (!wv_str_is(line->word[2], "-") && !wv_str_eq(line->word[2], id_of(rule)))
        wv_diags_add(c->diags, WV_LEVEL_ERROR, WV_CODE_LOCK_ID,
                     rule->id.s.n ? rule->id.place : rule->name.place,
                     "an id is never changed; a rule that means something else gets another name",
                     "the lock knows this rule as %.*s", (int)line->word[2].n, line->word[2].p);
    if (wv_str_is(line->word[4], hex)) return;
    bool dated = !wv_str_eq(line->word[3], version_of(rule));
    wv_diags_add(c->diags, WV_LEVEL_WARNING, dated ? WV_CODE_LOCK_CHANGED : WV_CODE_LOCK_DATE,
                 rule->name.place,
                 dated ? "when it is as it should be: waakvlam check --write-lock"
                       : "give it `modified:` with today's date, then: waakvlam check --write-lock",
                 "rule '%.*s' is not as the lock says%s", (int)rule->name.s.n, rule->name.s.p,
                 dated ? "" : ", and its date is still the same");
}

static void compare_line(comparer *c, const lock_line *line)
{
    if (line->words != 5 || !wv_str_is(line->word[0], "rule") || line->word[4].n != 64) {
        wv_diags_add(c->diags, WV_LEVEL_ERROR, WV_CODE_LOCK_SYNTAX, line->place,
                     "waakvlam check --write-lock",
                     "a line of the lock is `rule NAME ID DATE SHA256`");
        return;
    }
    const uint32_t *at = wv_map_get(&c->by_name, line->word[1]);
    if (at) {
        c->locked[*at] = true;
        compare_found(c, line, &c->ast->rules[*at]);
        return;
    }
    const uint32_t *other =
        wv_str_is(line->word[2], "-") ? NULL : wv_map_get(&c->by_id, line->word[2]);
    if (other)
        wv_diags_add(c->diags, WV_LEVEL_ERROR, WV_CODE_LOCK_ID, c->ast->rules[*other].id.place,
                     "give the new rule a new id", "this id was rule '%.*s'; an id is never reused",
                     (int)line->word[1].n, line->word[1].p);
    else
        wv_diags_add(c->diags, WV_LEVEL_WARNING, WV_CODE_LOCK_CHANGED, line->place,
                     "waakvlam check --write-lock", "the pack has no rule '%.*s' any more",
                     (int)line->word[1].n, line->word[1].p);
}

static void index_rules(comparer *c)
{
    for (uint32_t i = 0; i < c->ast->rule_count; i++) {
        const wv_rule_ast *r = &c->ast->rules[i];
        if (!wv_map_put(&c->by_name, r->name.s, i, NULL)) c->nomem = true;
        if (r->id.s.n && !wv_map_put(&c->by_id, r->id.s, i, NULL)) c->nomem = true;
    }
}

static void compare_lines(comparer *c, const wv_source *lock)
{
    lock_line line;
    uint32_t at = 0;
    if (!next_line(lock, &at, &line) || line.words != 2 ||
        !wv_str_starts(lock->text, WV_STR(HEAD_LINE "\n"))) {
        wv_diags_add(c->diags, WV_LEVEL_ERROR, WV_CODE_LOCK_SYNTAX,
                     (wv_place){lock, 0, lock->text.n ? 1 : 0}, "waakvlam check --write-lock",
                     "pack.lock does not begin with '" HEAD_LINE "'");
        return;
    }
    while (next_line(lock, &at, &line))
        if (line.words != 4 || !wv_str_is(line.word[0], "pack")) compare_line(c, &line);
    for (uint32_t i = 0; i < c->ast->rule_count; i++)
        if (!c->locked[i])
            wv_diags_add(c->diags, WV_LEVEL_WARNING, WV_CODE_LOCK_CHANGED,
                         c->ast->rules[i].name.place, "waakvlam check --write-lock",
                         "the lock does not know rule '%.*s'", (int)c->ast->rules[i].name.s.n,
                         c->ast->rules[i].name.s.p);
}

wv_rc wv_lock_compare(const wv_pack_ast *ast, wv_diags *diags, wv_err *err)
{
    wv_arena arena;
    const wv_source *lock = NULL;
    wv_arena_init(&arena);
    comparer c = {.ast = ast, .diags = diags, .locked = wv_mem_new(ast->rule_count + 1)};
    wv_map_init(&c.by_name);
    wv_map_init(&c.by_id);
    wv_rc rc =
        c.locked ? wv_files_read_one(ast->path.p, WV_LOCK_NAME, &arena, &lock, err) : WV_E_NOMEM;
    if (rc == WV_E_NOINPUT) {
        wv_diags_add(diags, WV_LEVEL_WARNING, WV_CODE_LOCK_MISSING, (wv_place){0},
                     "waakvlam check --write-lock", "the pack has no pack.lock");
        rc = diags->failed ? WV_E_NOMEM : WV_OK;
    } else if (rc == WV_OK) {
        index_rules(&c);
        compare_lines(&c, lock);
        if (c.nomem || diags->failed)
            rc = wv_err_set(err, WV_E_NOMEM, "out of memory while reading pack.lock");
    }
    wv_map_done(&c.by_name);
    wv_map_done(&c.by_id);
    wv_mem_free(c.locked);
    wv_arena_done(&arena);
    return rc;
}

static wv_rc write_all(int fd, const wv_buf *text)
{
    size_t done = 0;
    while (done < text->n) {
        ssize_t n = write(fd, text->p + done, text->n - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return WV_E_IO;
        done += (size_t)n;
    }
    return fsync(fd) == 0 ? WV_OK : WV_E_IO;
}

static wv_rc replace_lock(const wv_pack_ast *ast, const wv_buf *text)
{
    int root = open(ast->path.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0) return WV_E_CREATE;
    int fd = openat(root, WV_LOCK_NAME ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    wv_rc rc = fd < 0 ? WV_E_CREATE : write_all(fd, text);
    int saved = errno;
    if (fd >= 0 && close(fd) != 0 && rc == WV_OK) rc = WV_E_IO, saved = errno;
    if (rc == WV_OK && renameat(root, WV_LOCK_NAME ".new", root, WV_LOCK_NAME) != 0)
        rc = WV_E_IO, saved = errno;
    if (rc != WV_OK && fd >= 0) unlinkat(root, WV_LOCK_NAME ".new", 0);
    close(root);
    errno = saved;
    return rc;
}

wv_rc wv_lock_write(const wv_pack_ast *ast, wv_err *err)
{
    wv_buf text;
    wv_buf_init(&text);
    wv_rc rc = wv_lock_format(ast, &text);
    if (rc == WV_OK) rc = replace_lock(ast, &text);
    wv_buf_done(&text);
    if (rc == WV_E_NOMEM) return wv_err_set(err, rc, "out of memory while writing pack.lock");
    if (rc == WV_OK) return rc;
    wv_err_set(err, rc, "cannot write " WV_LOCK_NAME ": %s", strerror(errno));
    wv_err_path(err, ast->path.p, UINT64_MAX);
    return rc;
}
