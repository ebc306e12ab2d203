/** A shell that `sluice completion` writes a script for. */
export type Shell = "bash" | "zsh" | "fish";

export const shells: readonly Shell[] = ["bash", "zsh", "fish"];

/*
 * Each script hands the words up to the cursor to `sluice complete` and shows what comes back. None evaluates what is
 * typed, so that a tab runs no `$(…)` of a half-written line.
 */

/** bash breaks words at `@`, `:` and `=` too, and replaces only the last part: what stands before it is taken off. */
const bash = `_sluice() {
  local line=\${COMP_LINE:0:COMP_POINT} current=\${COMP_WORDS[COMP_CWORD]} words whole before candidate
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  whole=\${words[\${#words[@]}-1]}
  [[ $current == [@:=] ]] && current=""
  before=\${whole%"$current"}
  COMPREPLY=()
  while IFS=$'\\t' read -r candidate _; do
    COMPREPLY+=("\${candidate#"$before"}")
  done < <("\${words[0]}" complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -o bashdefault -o default -F _sluice sluice
`;

const zsh = `#compdef sluice
_sluice() {
  local line
  local -a candidates
  while IFS= read -r line; do
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( $#candidates )); then _describe -t values sluice candidates; else _files; fi
}
if [[ $funcstack[1] == _sluice ]]; then _sluice "$@"; else compdef _sluice sluice; fi
`;

const fish = `function __sluice_complete
  set -l words (commandline -opc)
  set -l found ($words[1] complete -- $words[2..-1] (commandline -ct) 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c sluice -f -a '(__sluice_complete)'
`;

export const completionScripts: Record<Shell, string> = { bash, zsh, fish };
