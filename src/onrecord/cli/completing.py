"""Command for the shell: completion."""

import click
from click.shell_completion import get_completion_class

from onrecord.cli.common import epilog

SHELLS = ("bash", "zsh", "fish")


@click.command(
    epilog=epilog(
        'eval "$(onrecord completion bash)"',
        "onrecord completion zsh >> ~/.zshrc",
        "onrecord completion fish > ~/.config/fish/completions/onrecord.fish",
    )
)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what lets a shell complete commands and options."""
    found = get_completion_class(shell)
    if found is not None:
        click.echo(found(ctx.find_root().command, {}, "onrecord", "_ONRECORD_COMPLETE").source())
