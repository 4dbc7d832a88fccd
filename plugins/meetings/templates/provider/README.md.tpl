# {{title}}

Gives meetings a room at {{title}}.

1. Make an access token at the service.
2. Enable the plugin, open *Settings* → *{{title}}*, enter address and token, save; then *Video services* → the account → *Test connection*.
3. Make a virtual room with the provider *{{title}}*.

| what goes wrong | what happens |
|---|---|
| the token is refused | the account rests and links wait until a test of the connection passes; administrators are told, and *Video services* says why |
| too many requests | tried again when the service says |
| no answer, an error of the service | tried again with growing pauses; a second try makes no second room |
| the room was deleted at the service | a new one is made at the next change |
