/* SPDX-License-Identifier: EUPL-1.2 */
/* store_file.h: a store of a test's own: made, opened again, removed with its side files. */
#ifndef WV_TESTS_STORE_FILE_H
#define WV_TESTS_STORE_FILE_H

#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

static char store_path[64];

static inline void check(wv_rc rc, const wv_err *err)
{
    if (rc) print_message("%s (%s)\n", err->message, err->hint);
    assert_int_equal(rc, WV_OK);
}

/* For a setup or a teardown. */
static inline int no_store(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    (void)state;
    /* A kill loses nothing in memory either, and hundreds of commits need not wait for a disk. */
    const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(store_path, sizeof store_path, "%s/waakvlam_test.%d.db", folder, (int)getpid());
    for (int i = 0; i < 3; i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", store_path, ends[i]);
        unlink(name);
    }
    return 0;
}

static inline wv_store *open_store(void)
{
    wv_store *s = NULL;
    wv_err err = {0};
    wv_store_options o = {.path = store_path, .creates = true};
    check(wv_store_open(&o, &s, &err), &err);
    return s;
}

#endif
