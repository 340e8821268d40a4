using System.Buffers.Text;

namespace Piecewise.Import;

/// <summary>
/// Takes from a node's metadata the innermost Python line and module. Metadata is half of a program's text, so all else is
/// skipped and the long strings are never made.
/// </summary>
internal static class NodeMetadataReader
{
    private const byte FrameEnd = (byte)'\n';

    /// <summary>
    /// The innermost frame of a Python stack trace that lies in a file. Frames of generated code (<c>&lt;eval_with_key&gt;</c>)
    /// count only where there is nothing else.
    /// </summary>
    public static SourceFrame? ParseStackTrace(ReadOnlySpan<byte> trace, StringPool strings)
    {
        SourceFrame? generated = null;
        while (true)
        {
            int start = trace.LastIndexOf("File \""u8);
            if (start < 0)
                return generated;
            if (ParseFrame(trace[start..], strings) is { } frame)
            {
                if (!frame.File.StartsWith('<'))
                    return frame;
                generated ??= frame;
            }

            trace = trace[..start];
        }
    }

    /// <summary>
    /// The last entry of <c>key,path,type;key,path,type;…</c>. Commas inside brackets belong to the text around them.
    /// </summary>
    public static ModuleFrame? ParseModuleStack(ReadOnlySpan<byte> stack, StringPool strings)
    {
        ReadOnlySpan<byte> entry = stack[(stack.LastIndexOf((byte)';') + 1)..];
        int first = IndexOfComma(entry, 0);
        int second = first < 0 ? -1 : IndexOfComma(entry, first + 1);
        // PyTorch marks nodes that its own passes added with a fixed text in place of a module.
        if (second < 0 || entry.StartsWith("_empty_nn_module_stack"u8))
            return null;
        return new ModuleFrame(strings.Get(entry[(first + 1)..second]), strings.Get(entry[(second + 1)..]));
    }

    /// <summary>Reads <c>File "path", line N, in function</c> and the line of code below it.</summary>
    private static SourceFrame? ParseFrame(ReadOnlySpan<byte> text, StringPool strings)
    {
        text = text["File \""u8.Length..];
        int lineEnd = text.IndexOf(FrameEnd);
        ReadOnlySpan<byte> head = lineEnd < 0 ? text : text[..lineEnd];
        ReadOnlySpan<byte> below = lineEnd < 0 ? [] : text[(lineEnd + 1)..];
        int fileEnd = head.IndexOf("\", line "u8);
        if (fileEnd < 0)
            return null;
        ReadOnlySpan<byte> afterFile = head[(fileEnd + "\", line "u8.Length)..];
        if (!Utf8Parser.TryParse(afterFile, out int line, out int digits))
            return null;
        ReadOnlySpan<byte> function = afterFile[digits..];
        function = function.StartsWith(", in "u8) ? function[", in "u8.Length..] : [];
        int codeEnd = below.IndexOf(FrameEnd);
        ReadOnlySpan<byte> code = (codeEnd < 0 ? below : below[..codeEnd]).Trim(" \t"u8);
        return new SourceFrame(strings.Get(head[..fileEnd]), line, strings.Get(function), strings.Get(code));
    }

    private static int IndexOfComma(ReadOnlySpan<byte> text, int from)
    {
        int depth = 0;
        for (int i = from; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'[' or (byte)'(':
                    depth++;
                    break;
                case (byte)']' or (byte)')':
                    depth--;
                    break;
                case (byte)',' when depth <= 0:
                    return i;
            }
        }

        return -1;
    }
}
