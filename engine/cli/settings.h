/* SPDX-License-Identifier: EUPL-1.2 */
/* settings.h: what an installation wants of every call: a file and the environment, as options.
 *
 *   /etc/waakvlam/config.yaml  <  WAAKVLAM_...  <  what is typed
 *
 * A setting is an option of some commands, by another road: it is put before the options that were
 * typed, and the last one counts. So a command reads one thing only, its options, and there is one
 * order. Inside of cli/. */
#ifndef WV_CLI_SETTINGS_H
#define WV_CLI_SETTINGS_H

#include "base/err.h"
#include "base/mem.h"

#define WV_SETTINGS_PATH "/etc/waakvlam/config.yaml"

typedef enum wv_setting_type {
    WV_SETTING_TEXT,
    WV_SETTING_NUMBER,
    WV_SETTING_BOOL,     /* an option without a value */
    WV_SETTING_CHOICE,   /* one of `choices`, with | between them */
    WV_SETTING_DURATION, /* 10m, 2h, 1d */
    WV_SETTING_SOURCES,  /* a map of source: duration; politie=1d,veiligthuis=2d */
} wv_setting_type;

typedef struct wv_setting {
    const char *key; /* spool.rest: `rest` in the map `spool` */
    wv_setting_type type;
    const char *option;   /* without its dashes */
    const char *commands; /* that get it, with spaces around each */
    const char *choices;
    const char *absent; /* what holds without it, for `config show` */
    const char *about;
} wv_setting;

enum { WV_SETTINGS_MAX = 48 };

typedef enum wv_origin { WV_ORIGIN_ABSENT, WV_ORIGIN_FILE, WV_ORIGIN_ENVIRONMENT } wv_origin;

typedef struct wv_setting_value {
    const char *text; /* of the arena or the environment; NULL: not set */
    wv_origin origin;
    uint32_t line; /* of the file */
} wv_setting_value;

typedef struct wv_settings {
    wv_arena arena;
    const char *path;                         /* of the file; NULL: none was asked for */
    bool found;                               /* and there */
    wv_setting_value values[WV_SETTINGS_MAX]; /* in the order of wv_settings_table */
} wv_settings;

const wv_setting *wv_settings_table(uint32_t *count);
/* WAAKVLAM_SPOOL_REST of spool.rest; out[64]. */
void wv_settings_variable(const wv_setting *s, char out[64]);

/* `path` NULL: $WAAKVLAM_CONFIG (empty or `off`: no file), else /etc/waakvlam/config.yaml when it
 * is there. What is wrong is said with its place. 0, or the exit code: 78, 66 when a file that was
 * named is not there. */
int wv_settings_load(wv_settings *s, const char *path);
void wv_settings_done(wv_settings *s);
/* Does any setting go to this command? */
bool wv_settings_concern(const char *command);
/* A new argv for the command, ended by NULL: its name, the settings, and what was typed. Of the
 * arena; NULL when out of memory. */
char **wv_settings_argv(wv_settings *s, int *argc, char **argv);

#endif
