"""What is answered when something is refused or fails: problems to programs, a page to people."""

from __future__ import annotations

from flask import Flask, Response, make_response, redirect, render_template, request, url_for

from kds.bus.connect import BUS_LOST
from kds.http.problem import Problem, answer_errors, as_response


def register(app: Flask) -> None:
    """Answer every kind of failure."""
    answer_errors(app, _respond, BUS_LOST)


def for_program() -> bool:
    """Tell whether JSON is the right answer to the request."""
    if request.path.startswith(("/api/", "/pair/")) or request.is_json:
        return True
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) != "text/html"


def _respond(problem: Problem) -> Response:
    if for_program():
        return as_response(problem)
    if problem.code == "not_signed_in":
        there = request.full_path.rstrip("?") if request.method == "GET" else "/manager"
        return make_response(redirect(url_for("signing.sign_in", next=there)))
    page = render_template("error.html", title=problem.title, message=problem.detail)
    return make_response(page, problem.status)
