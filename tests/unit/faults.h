/* SPDX-License-Identifier: EUPL-1.2 */
/* faults.h: a memory hook for tests: the n-th allocation fails, live blocks are counted. What was taken
 * while the hook is in must be given back before it goes: wv_mem_set_hook(failing_resize, &f). */
#ifndef TESTS_FAULTS_H
#define TESTS_FAULTS_H

#include "base/mem.h"

#include <stdlib.h>

typedef struct faults {
    long next, live;
} faults;

static inline void *failing_resize(void *ctx, void *old, size_t old_bytes, size_t new_bytes)
{
    faults *f = ctx;
    (void)old_bytes;
    if (new_bytes == 0) {
        f->live--;
        free(old);
        return NULL;
    }
    if (f->next-- == 0) return NULL;
    void *p = realloc(old, new_bytes);
    if (!old) f->live++;
    return p;
}

#endif
