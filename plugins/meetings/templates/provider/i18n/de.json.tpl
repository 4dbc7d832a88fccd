{
  "{{title}}": "{{title}}",
  "Video meetings over {{title}}": "Videobesprechungen über {{title}}",
  "Address of the service": "Adresse des Dienstes",
  "Use an address such as https://video.example.org.": "Geben Sie eine Adresse wie https://video.example.org an.",
  "Access token": "Zugangsschlüssel",
  "From the settings of the service.": "Aus den Einstellungen des Dienstes.",
  "The service answers and takes the access token.": "Der Dienst antwortet und nimmt den Zugangsschlüssel an.",
  "The service refuses the access token.": "Der Dienst weist den Zugangsschlüssel zurück.",
  "Make a new access token at the service and save it here.": "Legen Sie beim Dienst einen neuen Zugangsschlüssel an und speichern Sie ihn hier."
}
