"""The one shell of all stations: everything a station's screens are made of, and nothing medical.

`app.start()` makes the application. `worker.Worker` owns the connection: `worker.query(lambda api: api.board(ward)).done(show)`.
`shell.MainShell` is the window, `page.Page` a screen in it, `table`, `form`, `lookup` what stands on it. Errors of failed calls go
to `shell.report(error, form)`, which alone decides whether a sentence stands at a field, in a toast or in a dialog.
"""
