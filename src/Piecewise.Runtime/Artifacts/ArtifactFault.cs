namespace Piecewise.Runtime;

/// <summary>Why no artifact came of a file.</summary>
internal enum ArtifactFault
{
    /// <summary>There is no such file.</summary>
    NotFound,

    /// <summary>The operating system does not let us read it.</summary>
    Unreadable,

    /// <summary>Someone else could have written it (K5).</summary>
    Untrusted,

    /// <summary>Larger than the reader's bound.</summary>
    TooLarge,

    /// <summary>Shorter or longer than it says: writing it was cut off, or something was appended.</summary>
    WrongLength,

    /// <summary>Not an artifact at all.</summary>
    NotAnArtifact,

    /// <summary>An artifact of another format version.</summary>
    OtherVersion,

    /// <summary>The bytes are not those that were written.</summary>
    ChecksumMismatch,

    /// <summary>The bytes are as written, but were not written by these rules.</summary>
    Malformed,

    /// <summary>A right artifact, of another key.</summary>
    OtherKey,

    /// <summary>A right artifact, whose file of constants is not there or is damaged.</summary>
    NoConstants,
}
