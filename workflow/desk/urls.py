"""Addresses of the pages that compose: home, list, archive, board."""

from django.urls import path

from workflow.desk import board, views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("projects/", views.projects, name="projects"),
    path("projects/<uuid:project_id>/", views.project, name="project"),
    path("board/", board.board, name="board"),
]
