#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# manual.sh WAAKVLAM OUT: man pages and completions of the option tables that also make --help.
#
#   waakvlam [COMMAND] --help=table  ->  OUT/man1/waakvlam-COMMAND.1   with the words of man/parts/COMMAND.roff
#   man/waakvlam.1 (its @COMMANDS@)  ->  OUT/man1/waakvlam.1
#                                    ->  OUT/completions/{waakvlam.bash,_waakvlam,waakvlam.fish}
#
# The same binary gives the same bytes: no date stands in a page.
set -eu
export LC_ALL=C.UTF-8
program=$1 out=$2 here=$(cd "$(dirname "$0")/.." && pwd)
version=$(cat "$here/VERSION")
mkdir -p "$out/man1" "$out/completions"
tables=$(mktemp -d)
trap 'rm -rf "$tables"' EXIT

"$program" --help=table >"$tables/.commands"
while IFS=$'\t' read -r _ name _; do
    "$program" "$name" --help=table >"$tables/$name"
    # A command of commands (annotate export|import) has a table for each.
    for word in $(sed -nE "1s/^usage\t$name ([a-z]+(\|[a-z]+)+).*/\1/p" "$tables/$name" | tr '|' ' '); do
        "$program" "$name" "$word" --help=table >"$tables/$name $word"
        cmp -s "$tables/$name" "$tables/$name $word" && rm "$tables/$name $word"
    done
done <"$tables/.commands"

# ---- man pages ----------------------------------------------------------------------------------------------------

page='
function roff(s) { gsub(/\\/, "\\e", s); gsub(/-/, "\\-", s); if (s ~ /^[.'"'"']/) s = "\\&" s; return s }
/^usage\t/ { print ".SH SYNOPSIS\n.B waakvlam\n" roff($2) "\n.SH DESCRIPTION"; next }
/^about\t/ { if ($2 ~ /  / || table) { if (!table) print ".PP\n.nf"; table = 1 } print roff($2); next }
/^option\t/ {
    if (table) print ".fi"; table = 0
    if (!options && parts != "") while ((getline line < parts) > 0) { if (!said++) print ".PP"; print line }
    if (!options++) print ".SH OPTIONS"
    print ".TP"
    left = ($2 != "" ? "\\fB\\-" $2 "\\fR" : "") ($2 != "" && $3 != "" ? ", " : "") ($3 != "" ? "\\fB\\-\\-" roff($3) "\\fR" : "")
    print left ($5 != "" ? " \\fI" roff($5) "\\fR" : "")
    print roff($6)
}
END {
    if (table) print ".fi"
    if (!options && parts != "") while ((getline line < parts) > 0) { if (!said++) print ".PP"; print line }
}'
while IFS=$'\t' read -r _ name about; do
    parts=$here/man/parts/$name.roff
    [ -f "$parts" ] || parts=
    {
        echo '.\" SPDX-License-Identifier: EUPL-1.2'
        echo ".TH WAAKVLAM-${name^^} 1 \"\" \"waakvlam $version\" \"User Commands\""
        printf '.SH NAME\nwaakvlam\\-%s \\- %s\n' "$name" "$about"
        awk -F'\t' -v parts="$parts" "$page" "$tables/$name"
        for sub in "$tables/$name "*; do
            [ -f "$sub" ] || continue
            echo ".SH ${sub##*/}" | tr '[:lower:]' '[:upper:]'
            awk -F'\t' -v parts= "$page" "$sub" | sed -e '/^\.SH SYNOPSIS$/d' -e 's/^\.SH DESCRIPTION$/.PP/' -e 's/^\.SH OPTIONS$/.PP/'
        done
        printf '.SH "EXIT STATUS"\nSee\n.BR waakvlam (1).\n.SH "SEE ALSO"\n.BR waakvlam (1)\n'
    } >"$out/man1/waakvlam-$name.1"
done <"$tables/.commands"

awk -F'\t' 'NR == FNR { n++; name[n] = $2; about[n] = $3; next }
/^@COMMANDS@$/ { for (i = 1; i <= n; i++) printf ".TP\n.BR waakvlam\\-%s (1)\n%s\n", name[i], about[i]; next }
{ print }' "$tables/.commands" "$here/man/waakvlam.1" >"$out/man1/waakvlam.1"

# ---- completions --------------------------------------------------------------------------------------------------

# Lines for all three shells: COMMAND, letter, name, type, value, help; and COMMAND with its words.
while IFS=$'\t' read -r _ name about; do
    words=$(sed -nE "1s/^usage\t$name (STORE )?([a-z]+(\|[a-z]+)+).*/\2/p" "$tables/$name" | tr '|' ' ')
    printf 'command\t%s\t%s\t%s\n' "$name" "$about" "$words"
    cat "$tables/$name" "$tables/$name "* 2>/dev/null |
        awk -F'\t' -v c="$name" '/^option/ && !seen[$3]++ { print "option\t" c "\t" $2 "\t" $3 "\t" $5 "\t" $6 }'
done <"$tables/.commands" >"$tables/.all"

awk -F'\t' '
$1 == "command" { names = names " " $2; words[$2] = $4; order[++n] = $2 }
$1 == "option" {
    if ($4 != "") options[$2] = options[$2] " --" $4
    if ($5 != "") valued[$2] = valued[$2] "|--" $4 ($3 != "" ? "|-" $3 : "")
}
END {
    print "# bash completion of waakvlam; made by scripts/manual.sh\n_waakvlam() {"
    print "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options= words= valued="
    print "    COMPREPLY=()"
    print "    if [ \"$COMP_CWORD\" -eq 1 ]; then"
    print "        COMPREPLY=($(compgen -W \"" substr(names, 2) " --help --version\" -- \"$word\")); return\n    fi"
    print "    case ${COMP_WORDS[1]} in"
    for (i = 1; i <= n; i++) {
        c = order[i]
        printf "    %s) options=\"%s --help\" words=\"%s\" valued=\"%s\" ;;\n", c, substr(options[c], 2), words[c], substr(valued[c], 2)
    }
    print "    esac"
    print "    case \"|$valued|\" in *\"|$before|\"*) COMPREPLY=($(compgen -f -- \"$word\")); return ;; esac"
    print "    case $word in\n    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;"
    print "    *) COMPREPLY=($(compgen -W \"$words\" -- \"$word\") $(compgen -f -- \"$word\")) ;; esac"
    print "}\ncomplete -o filenames -F _waakvlam waakvlam"
}' "$tables/.all" >"$out/completions/waakvlam.bash"

awk -F'\t' -v q="'" '
function quoted(s) { gsub(q, q "\\" q q, s); gsub(/\[/, "\\[", s); gsub(/\]/, "\\]", s); gsub(/:/, "\\:", s); return s }
$1 == "command" { n++
    about[n] = q $2 ":" quoted($3) q; line[n] = ""; name[n] = $2; words[n] = $4 }
$1 == "option" { if ($4 != "") line[n] = line[n] " \\\n            " q "--" $4 "[" quoted($6) "]" ($5 != "" ? ":" quoted($5) ":_files" : "") q }
END {
    print "#compdef waakvlam\n# zsh completion of waakvlam; made by scripts/manual.sh\n_waakvlam() {\n    local -a commands\n    commands=("
    for (i = 1; i <= n; i++) print "        " about[i]
    print "    )\n    if (( CURRENT == 2 )); then _describe command commands; return; fi\n    case $words[2] in"
    for (i = 1; i <= n; i++)
        print "    " name[i] ")\n        _arguments" line[i] " \\\n            " q "--help[show help]" q " \\\n            " \
            q "*:" (words[i] != "" ? "word:(" words[i] ")" : "file:_files") q "\n        ;;"
    print "    esac\n}\n_waakvlam \"$@\""
}' "$tables/.all" >"$out/completions/_waakvlam"

awk -F'\t' -v q="'" '
function quoted(s) { gsub(/\\/, "\\\\", s); gsub(q, "\\" q, s); return q s q }
BEGIN { print "# fish completion of waakvlam; made by scripts/manual.sh" }
$1 == "command" { print "complete -c waakvlam -n __fish_use_subcommand -a " $2 " -d " quoted($3)
    if ($4 != "") print "complete -c waakvlam -n " q "__fish_seen_subcommand_from " $2 q " -a " q $4 q }
$1 == "option" {
    print "complete -c waakvlam -n " q "__fish_seen_subcommand_from " $2 q ($3 != "" ? " -s " $3 : "") \
        ($4 != "" ? " -l " $4 : "") ($5 != "" ? " -r" : "") " -d " quoted($6)
}
' "$tables/.all" >"$out/completions/waakvlam.fish"
