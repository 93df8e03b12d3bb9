/* SPDX-License-Identifier: EUPL-1.2 */
/* test_chronology.c: the table of ids of a case. */
#include "case/chronology.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

enum { IDS = 400000, ID_BYTES = 12 };

typedef struct named {
    uint32_t hash;
    char id[ID_BYTES];
} named;

static wv_str str_of(const named *n)
{
    return (wv_str){n->id, (uint32_t)strlen(n->id)};
}

static int by_hash(const void *a, const void *b)
{
    const named *x = a, *y = b;
    return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static named *make_ids(void)
{
    named *list = malloc(IDS * sizeof *list);
    assert_non_null(list);
    for (uint32_t i = 0; i < IDS; i++) {
        snprintf(list[i].id, sizeof list[i].id, "r%u", i);
        list[i].hash = (uint32_t)wv_hash64(list[i].id, strlen(list[i].id));
    }
    qsort(list, IDS, sizeof *list, by_hash);
    return list;
}

static void add(wv_chronology *c, wv_entry_head *head, const named *n, int64_t at)
{
    wv_entry e = {.id = str_of(n), .head = head};
    e.received.seconds = e.occurred.seconds = at;
    assert_int_not_equal(wv_chronology_insert(c, &e), UINT32_MAX);
}

/* Half of a hash stands in the table: two records with the same half are still two. */
static void ids_with_the_same_tag_are_told_apart(void **state)
{
    (void)state;
    named *list = make_ids();
    wv_entry_head head = {0};
    uint32_t pairs = 0;
    for (uint32_t i = 1; i < IDS; i++) {
        if (list[i].hash != list[i - 1].hash) continue;
        pairs++;
        wv_chronology c;
        wv_chronology_init(&c);
        add(&c, &head, &list[i], 1);
        assert_int_equal(wv_chronology_find(&c, str_of(&list[i - 1])), UINT32_MAX);
        add(&c, &head, &list[i - 1], 2);
        assert_int_equal(wv_chronology_find(&c, str_of(&list[i])), 0);
        assert_int_equal(wv_chronology_find(&c, str_of(&list[i - 1])), 1);
        wv_chronology_done(&c);
    }
    assert_true(pairs > 0);
    free(list);
}

/* The table grows without a look at the entries, and a late entry moves the places of others. */
static void each_id_is_found_however_its_entries_came(void **state)
{
    (void)state;
    enum { COUNT = 500 };
    named *list = make_ids();
    wv_entry_head head = {0};
    wv_chronology c;
    wv_chronology_init(&c);
    for (uint32_t i = 0; i < COUNT; i++) {
        add(&c, &head, &list[i], i % 7 ? 1000 + i : 1000 - i); /* each seventh comes late */
        for (uint32_t k = 0; k <= i; k += 1 + i / 50) {
            uint32_t at = wv_chronology_find(&c, str_of(&list[k]));
            assert_in_range(at, 0, i);
            assert_true(wv_str_eq(c.entries[at].id, str_of(&list[k])));
        }
        assert_int_equal(wv_chronology_find(&c, str_of(&list[COUNT + i])), UINT32_MAX);
    }
    wv_chronology_done(&c);
    free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_with_the_same_tag_are_told_apart),
        cmocka_unit_test(each_id_is_found_however_its_entries_came),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
