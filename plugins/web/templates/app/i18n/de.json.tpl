{
  "{{title}}": "{{title}}",
  "{{title}} item": "Eintrag ({{title}})",
  "{{title}} items": "Einträge ({{title}})",
  "Say in one line what it is for": "Sagen Sie in einer Zeile, wozu es dient",
  "Name": "Name",
  "Owner": "Inhaber",
  "Who looks after it.": "Wer sich darum kümmert.",
  "State": "Status",
  "Open": "Offen",
  "Done": "Erledigt",
  "Note": "Notiz",
  "Nothing here yet. Make the first one.": "Noch nichts da. Legen Sie den ersten Eintrag an.",
  "Mark as done": "Als erledigt kennzeichnen",
  "“{name}” is done.": "„{name}“ ist erledigt."
}
