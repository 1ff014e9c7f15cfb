"""The program `mailtrack`: the library for a shell, one module for each of its commands.

Nothing of it is loaded by `import mailtrack_sdk`. A new command is a module with a `Command`
(see `entry`) and one more name in `program.COMMANDS`.
"""
