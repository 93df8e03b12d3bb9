/* SPDX-License-Identifier: EUPL-1.2 */
/* options.h: one table of options a command; it parses the command line and it is the --help text.
 *
 *   static bool all; static const char *pack;
 *   const wv_option options[] = {
 *       {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack to use", &pack},
 *       {0, "all", WV_OPTION_FLAG, NULL, "show dropped and suppressed findings too", &all},
 *       {0},
 *   };
 *   wv_command_line line = {"scan [-r PACK] [INPUT...|-]", "Read records, write flags.", options};
 *   int done = wv_options_read(&line, &argc, argv);   // argv[1..argc-1] are the operands
 * afterwards if (done >= 0) return done;                        // --help (0) or a usage error
 * (64), already said
 *
 * Long options may be cut short where that is not ambiguous. `--name value`, `--name=value`,
 * `-rPACK`, `-r PACK`,
 * `--` ends the options, `-` is an operand. `--help=table` prints the table for programs: man pages
 * and completions are made of it (scripts/manual.sh). Targets keep their value when the option is not given.
 */
#ifndef WV_CLI_OPTIONS_H
#define WV_CLI_OPTIONS_H

#include <stdbool.h>

typedef enum wv_option_type {
    WV_OPTION_FLAG,   /* bool *: set to true */
    WV_OPTION_TEXT,   /* const char **: the last one counts */
    WV_OPTION_NUMBER, /* long *: a whole number from 0 */
    WV_OPTION_TEXTS,  /* wv_option_texts *: may be given again */
} wv_option_type;

enum { WV_OPTION_TEXTS_MAX = 64 };
typedef struct wv_option_texts {
    const char *items[WV_OPTION_TEXTS_MAX];
    unsigned count;
} wv_option_texts;

typedef struct wv_option {
    char letter;      /* 0: none */
    const char *name; /* long name without its dashes */
    wv_option_type type;
    const char *value; /* what --help calls its value */
    const char *help;  /* one line; NULL keeps it out of --help (for tests) */
    void *into;
} wv_option;

typedef struct wv_command_line {
    const char *usage;        /* after the program's name */
    const char *about;        /* lines after the usage */
    const wv_option *options; /* ended by {0} */
} wv_command_line;

/* -1: go on; otherwise the exit code to end with. Prints help on stdout, complaints on stderr. */
int wv_options_read(const wv_command_line *line, int *argc, char **argv);
/* Was --no-cache given? Every command with an option `rules` has it. */
bool wv_options_no_cache(void);
/* Complains on stderr as `waakvlam COMMAND: ...`, points at --help, and returns 64. */
int wv_options_usage(const wv_command_line *line, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
