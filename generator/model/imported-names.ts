/**
 * The names that generated files import from the runtime, by the file that imports them. The printers of the files take the
 * names from here, so `isReservedName` knows each of them. The functions of validators are not in the list: if a type has the
 * name of such a function, the import gets another name.
 */
export const importedNames = {
  event: { values: ["unexpected", "unreachable"], types: ["OutOfBandTags", "OtherValue"] },
  state: {
    values: [
      "StateDraft",
      "conflateEvents",
      "conflationKeyOf",
      "cutCharacterIn",
      "extendText",
      "joinEvents",
      "memberOf",
      "omit",
      "pick",
      "unexpected",
      "unreachable",
      "valueAt",
      "withTextRuns",
    ],
    types: ["OutOfBandTags", "StateChange", "StateReducer", "StateTarget", "TextRunPiece"],
  },
  eventValidator: { types: ["EventSet", "Issue", "OutOfBandTags", "Rule"] },
  typeValidator: { types: ["Guard", "Issue", "Rule"] },
  stateValidator: { types: ["Issue", "Rule"] },
} as const;
