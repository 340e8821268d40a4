namespace Piecewise.Cli;

/// <summary>The command's words make no sense together; the message says what to write instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
