"""Registering a unit as its owner: one question a page, a draft that stays, check your answers, done."""
