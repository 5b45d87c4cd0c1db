// Shows the passkey part of a page, joins its button to allauth's passkey scripts, and shows a sentence where the
// browser refuses.
(function () {
  'use strict'
  const forms = window.allauth.webauthn.forms
  const kinds = {
    add: { start: forms.addForm, ids: { add: 'passkey', passwordless: 'passwordless', credential: 'credential', data: 'options' } },
    authenticate: { start: forms.authenticateForm, ids: { authenticate: 'passkey', credential: 'credential', data: 'options' } },
    login: { start: forms.loginForm, ids: { login: 'passkey', credential: 'credential' } }
  }
  const form = document.querySelector('form[data-passkey]')
  if (!form) return
  const kind = kinds[form.dataset.passkey]
  const failed = form.querySelector('[data-failed]')
  document.getElementById('passkey').addEventListener('click', function () { failed.hidden = true })
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault() // or it would be written to the console
    failed.hidden = false
  })
  kind.start({ ids: kind.ids })
  for (const each of document.querySelectorAll('[data-without]')) each.hidden = true
  form.hidden = false
})()
