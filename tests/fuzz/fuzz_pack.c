/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_pack.c: any bytes as the rules file of a pack that is otherwise good: loads and freezes, or
 * diagnostics. */
#include "pack/frozen.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void put(const char *folder, const char *name, const void *bytes, size_t n)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(bytes, 1, n, f) != n || fclose(f) != 0) abort();
}

static const char *pack_folder(void)
{
    static char folder[] = "/tmp/wv-fuzz-XXXXXX", rules[300];
    static const char manifest[] =
        "name: fuzz\nversion: 0.1.0\ntitle: x\nengine: \">=0.1\"\nstemmer: \"dutch/2.2\"\n";
    static const char signals[] = "signals:\n  - {slug: threat.kill, label: x, definition: x, "
                                  "severity: 5, who: [V, P, T, R]}\npatterns: []\n";
    static bool made;
    if (made) return folder;
    if (!mkdtemp(folder)) abort();
    snprintf(rules, sizeof rules, "%s/rules", folder);
    if (mkdir(rules, 0700) != 0) abort();
    put(folder, "pack.yaml", manifest, sizeof manifest - 1);
    put(folder, "signals.yaml", signals, sizeof signals - 1);
    made = true;
    return folder;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const char *folder = pack_folder();
    wv_diags diags;
    wv_err err = {0};
    wv_frozen *pack = NULL;
    put(folder, "rules/fuzz.yaml", bytes, n);
    wv_diags_init(&diags);
    wv_rc rc = wv_pack_open(folder, &pack, &diags, &err);
    if ((rc == WV_OK) != (pack != NULL) || (rc == WV_E_PACK && diags.errors == 0)) abort();
    wv_buf text;
    wv_buf_init(&text);
    wv_diags_print(&diags, &text);
    wv_buf_done(&text);
    wv_frozen_free(pack);
    wv_diags_done(&diags);
    return 0;
}
