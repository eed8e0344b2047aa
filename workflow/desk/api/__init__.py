"""API doors of the desk: projects with their light, the steps one may take, the record, the file as it was."""
