/* SPDX-License-Identifier: EUPL-1.2 */
/* config.c: `waakvlam config`: which settings hold, where each comes from, and whether the file is
 * right.
 *
 * In: the settings file and the environment. Out: a line a setting. Neighbours: settings.h. */
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/settings.h"

#include <stdio.h>
#include <string.h>

static void show(const wv_settings *s)
{
    uint32_t count;
    const wv_setting *table = wv_settings_table(&count);
    for (uint32_t i = 0; i < count; i++) {
        const wv_setting_value *v = &s->values[i];
        char variable[64];
        wv_settings_variable(&table[i], variable);
        printf("%-20s %-28s ", table[i].key, v->text ? v->text : table[i].absent);
        switch (v->origin) {
        case WV_ORIGIN_ABSENT: printf("default (%s, $%s)\n", table[i].about, variable); break;
        case WV_ORIGIN_FILE: printf("%s:%u\n", s->path, v->line); break;
        case WV_ORIGIN_ENVIRONMENT: printf("$%s\n", variable); break;
        }
    }
}

int wv_cli_config(int argc, char **argv)
{
    const char *path = NULL;
    const wv_option options[] = {
        {0, "config", WV_OPTION_TEXT, "FILE", "instead of " WV_SETTINGS_PATH, &path}, {0}};
    const wv_command_line line = {
        "config show|check [--config FILE]",
        "show: each setting, what holds and where it comes from: what is typed counts before the\n"
        "environment, the environment before the file. check: is the file right?",
        options};
    wv_settings s;
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    bool shows = argc == 2 && strcmp(argv[1], "show") == 0;
    if (!shows && !(argc == 2 && strcmp(argv[1], "check") == 0))
        return wv_options_usage(&line, "say show or check");
    done = wv_settings_load(&s, path);
    if (!done && shows) show(&s);
    if (!done && !shows)
        printf("%s: %s\n", s.path ? s.path : "no file",
               s.found ? "good" : "not there: defaults hold");
    wv_settings_done(&s);
    return done;
}
