/* SPDX-License-Identifier: EUPL-1.2 */
/* test_frozen_file.c: a pack that went through a file is the pack that it was; an image has every
 * pointer and nothing that cannot come along. */
#include "pack/frozen_file.h"
#include "pack/image.h"
#include "pack/wordbook.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "faults.h"

static char g_file[64];

static wv_frozen *opened(const char *path)
{
    wv_frozen *pack = NULL;
    wv_diags diags;
    wv_err err = {0};
    wv_diags_init(&diags);
    if (wv_pack_open(path, &pack, &diags, &err)) fail_msg("%s: %s", path, err.message);
    wv_diags_done(&diags);
    return pack;
}

static void write_frozen(const char *path)
{
    wv_frozen *pack = opened(path);
    wv_err err = {0};
    if (wv_frozen_write(pack, opened(path), g_file, 0600, &err)) fail_msg("%s", err.message);
    wv_frozen_free(pack);
}

/* ---- what a pack is, as text ---- */

static void dump_pattern(wv_buf *out, const wv_pattern *p)
{
    wv_buf_format(out, "pattern %.*s slotted %d gates %u\n", (int)p->lit->s.n, p->lit->s.p,
                  p->slotted, p->gate_count);
    for (uint32_t i = 0; i < p->op_count; i++) {
        const wv_op *op = &p->ops[i];
        wv_buf_format(out, " %u %u %d %d %u %u %u", op->code, op->joint, op->all, op->slotted,
                      op->gap, op->window, op->target);
        for (int v = 0; v < WV_VOICE_COUNT; v++) wv_buf_format(out, " %u", op->classes[v]);
        wv_buf_format(out, " %.*s\n", (int)op->source.n, op->source.p ? op->source.p : "");
    }
    for (uint32_t i = 0; i < p->start_count; i++) wv_buf_format(out, " start %u", p->starts[i]);
    for (uint32_t i = 0; i < p->gate_count; i++)
        for (int n = 0; n < WV_GATE_NEEDS_MAX; n++) wv_buf_format(out, " %u", p->needs[i][n]);
    wv_buf_byte(out, '\n');
}

static void dump_detection(wv_buf *out, const wv_detection *d)
{
    wv_buf_format(out, "detection %u voices %u\n", d->selection_count, d->voices);
    for (uint32_t i = 0; i < d->selection_count; i++)
        wv_buf_format(out, " %.*s %u", (int)d->selections[i].name.n, d->selections[i].name.p,
                      d->selections[i].count);
    for (uint32_t i = 0; i < d->condition.step_count; i++)
        wv_buf_format(out, " step %u %u %u %u", d->condition.steps[i].code,
                      d->condition.steps[i].need, d->condition.steps[i].first,
                      d->condition.steps[i].count);
    for (uint32_t i = 0; i < d->probe_count; i++) wv_buf_format(out, " %u", d->probes[i]);
    for (uint32_t i = 0; i < d->key_count; i++) wv_buf_format(out, " key %u", d->keys[i]);
    wv_buf_byte(out, '\n');
}

static void dump_map(wv_buf *out, const wv_wordbook *book, const wv_map *map)
{
    for (uint32_t i = 0; i < map->count; i++) {
        const wv_map_entry *e = &map->entries[i];
        const uint32_t *at = wv_map_get(map, e->key);
        wv_buf_format(out, "%.*s", (int)e->key.n, e->key.p);
        for (uint32_t k = 0; k < book->lists[*at].count; k++)
            wv_buf_format(out, " %u", book->lexemes[book->lists[*at].first + k]);
        wv_buf_byte(out, '\n');
    }
}

static void dump_rule(wv_buf *out, const wv_frozen_rule *r)
{
    const wv_place *place = &r->ast->place;
    wv_buf_format(out, "rule %.*s %.*s severity %u status %.*s in %.*s at %u\n", (int)r->name.n,
                  r->name.p, (int)r->title.n, r->title.p, r->severity, (int)r->status.n,
                  r->status.p, place->source ? (int)place->source->name.n : 0,
                  place->source ? place->source->name.p : "", place->start);
    for (uint32_t i = 0; i < r->ast->test_count; i++)
        wv_buf_format(out, " %.*s\n", (int)r->ast->tests[i].text.s.n, r->ast->tests[i].text.s.p);
}

static void dump(const wv_frozen *pack, wv_buf *out)
{
    const wv_matcher *m = pack->matcher;
    wv_buf_init(out);
    wv_buf_format(out, "%.*s %s\n", (int)pack->name.n, pack->name.p, pack->sha256_hex);
    for (uint32_t i = 0; i < pack->rule_count; i++) dump_rule(out, &pack->rules[i]);
    for (uint32_t i = 0; i < m->pattern_count; i++) dump_pattern(out, &m->patterns[i]);
    for (uint32_t i = 0; i < pack->rule_count; i++) dump_detection(out, &m->detections[i]);
    for (uint32_t i = 0; i < m->regex_total; i++) {
        const wv_lit *lit = wv_regex_source(m->regexes[i]);
        wv_buf_format(out, "regex %.*s\n", (int)lit->s.n, lit->s.p);
    }
    for (uint32_t i = 0; i < m->cue_count; i++)
        wv_buf_format(out, "cue %u %u %u\n", m->cues[i].pattern, m->cues[i].trigger,
                      m->cues[i].part);
    for (uint32_t i = 0; i < pack->scopes->count; i++)
        wv_buf_format(out, "scope %.*s\n", (int)pack->scopes->triggers[i].name.s.n,
                      pack->scopes->triggers[i].name.s.p);
    for (uint32_t i = 0; i < m->lexeme_count; i++)
        for (uint32_t k = 0; k < m->lexeme_class_counts[i]; k++)
            wv_buf_format(out, "%u ", m->lexeme_classes[i][k]);
    dump_map(out, m->book, &m->book->listed);
    dump_map(out, m->book, &m->book->keys);
    assert_false(out->failed);
}

static void assert_same(const wv_buf *a, const wv_buf *b)
{
    assert_int_equal(a->n, b->n);
    assert_memory_equal(a->p, b->p, a->n);
}

/* ---- through a file ---- */

static void the_full_pack_is_the_same_after_a_file(void **state)
{
    (void)state;
    wv_buf before, after, moved;
    wv_frozen *pack = opened("rules/nl-stalking");
    dump(pack, &before);
    assert_true(before.n > 1000000);
    wv_err err = {0};
    wv_frozen *twin = opened("rules/nl-stalking");
    if (wv_frozen_write(pack, twin, g_file, 0600, &err)) fail_msg("%s", err.message);
    dump(pack, &after);
    assert_same(&before, &after); /* writing leaves a pack what it was */
    wv_buf_done(&after);
    wv_frozen_free(pack);
    wv_frozen *first = opened(g_file), *second = opened(g_file);
    assert_ptr_not_equal(first, second);
    dump(first, &after);
    dump(second, &moved); /* its address was taken by the first */
    assert_same(&before, &after);
    assert_same(&before, &moved);
    assert_string_equal(first->ast->path.p, g_file);
    wv_frozen_free(first);
    wv_frozen_free(second);
    wv_buf_done(&before);
    wv_buf_done(&after);
    wv_buf_done(&moved);
}

static void a_thawed_pack_cannot_be_written_to(void **state)
{
    (void)state;
    write_frozen("tests/packs/minimal");
    wv_frozen *pack = opened(g_file);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL); /* a sanitizer's own handler would say more than is wanted */
        *(volatile uint32_t *)&pack->rule_count = 0;
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
    wv_frozen_free(pack);
}

static void each_allocation_of_a_reader_may_fail_without_a_leak(void **state)
{
    (void)state;
    write_frozen("tests/packs/minimal");
    wv_rc rc = WV_E_NOMEM;
    for (long n = 0; n < 50 && rc == WV_E_NOMEM; n++) {
        wv_frozen *pack = NULL;
        wv_err err = {0};
        faults f = {.next = n};
        wv_mem_set_hook(failing_resize, &f);
        rc = wv_frozen_read(g_file, &pack, &err);
        assert_true((rc == WV_OK) == (pack != NULL));
        wv_frozen_free(pack);
        wv_mem_set_hook(NULL, NULL);
        assert_int_equal(f.live, 0);
    }
    assert_int_equal(rc, WV_OK);
}

/* ---- images ---- */

typedef struct thing {
    struct thing *next;
    const char *text;
    uint64_t length;
    uint32_t number, behind;
} thing;

/* One build: two things that point to each other. */
static void build(thing things[2], wv_image_build *b)
{
    memset(things, 0, 2 * sizeof *things);
    things[0].next = &things[1];
    things[1].next = &things[2]; /* behind the last one, as the end of an array */
    things[1].number = 7;
    *b = (wv_image_build){0};
    wv_image_add(b, things, 2 * sizeof *things);
}

static wv_rc image_of(wv_image_build *x, wv_image_build *y, wv_image *out, wv_err *err)
{
    wv_rc rc = wv_image_make(x, y, UINT64_C(1) << 44, out, err);
    wv_image_build_done(x);
    if (rc) wv_image_build_done(y);
    return rc;
}

static void pointers_are_what_differs_and_points_to_the_same(void **state)
{
    (void)state;
    thing a[2], b[2];
    wv_image_build x, y;
    wv_image image;
    build(a, &x);
    build(b, &y);
    a[0].behind = 0x5555; /* what a compiler left in a gap */
    b[0].behind = 0x5556;
    assert_int_equal(image_of(&x, &y, &image, NULL), WV_OK);
    assert_int_equal(image.pointers[0], 1 | 1 << 4);
    assert_int_equal((uintptr_t)b[0].next, (UINT64_C(1) << 44) + sizeof(thing));
    assert_int_equal(b[0].behind, 0);
    assert_int_equal(b[1].number, 7);
    assert_int_equal(wv_image_move((char *)b, sizeof b, image.pointers, UINT64_C(1) << 44), WV_OK);
    assert_ptr_equal(b[0].next, &b[1]);
    assert_ptr_equal(b[1].next, &b[2]);
    b[1].next = NULL;
    assert_int_equal(wv_image_move((char *)b, sizeof b, image.pointers, UINT64_C(1) << 44),
                     WV_E_CORRUPT);
    wv_image_build_done(&y);
    wv_image_done(&image);
}

static void what_cannot_come_along_is_refused(void **state)
{
    (void)state;
    thing a[2], b[2];
    wv_image_build x, y;
    wv_image image;
    wv_err err = {0};
    build(a, &x);
    build(b, &y);
    char *one = wv_mem_new(8), *two = wv_mem_new(8);
    a[1].text = one;
    b[1].text = two;
    assert_int_equal(image_of(&x, &y, &image, &err), WV_E_INTERNAL);
    assert_non_null(strstr(err.message, "byte 40 is not the same"));
    wv_mem_free(one);
    wv_mem_free(two);
    build(a, &x);
    build(b, &y);
    a[1].text = b[1].text = "stable";
    a[1].length = b[1].length = 6;
    assert_int_equal(image_of(&x, &y, &image, &err), WV_E_INTERNAL);
    assert_non_null(strstr(err.message, "byte 40 points into the program"));
    build(a, &x);
    build(b, &y);
    y.parts[0].n -= 8;
    assert_int_equal(image_of(&x, &y, &image, &err), WV_E_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_full_pack_is_the_same_after_a_file),
        cmocka_unit_test(a_thawed_pack_cannot_be_written_to),
        cmocka_unit_test(each_allocation_of_a_reader_may_fail_without_a_leak),
        cmocka_unit_test(pointers_are_what_differs_and_points_to_the_same),
        cmocka_unit_test(what_cannot_come_along_is_refused),
    };
    snprintf(g_file, sizeof g_file, "/tmp/waakvlam-frozen-%ld.wvpack", (long)getpid());
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(g_file);
    return failed;
}
