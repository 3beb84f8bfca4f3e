namespace Cnn.Gen.Compiler.Emit.Kernels;

/// <summary>The text of the largest of some vectors, lane by lane: NaN if one is, and of two zeros the positive one.</summary>
/// <param name="writer">Where to write.</param>
/// <param name="dialect">The vectors.</param>
/// <param name="native">Whether the processor's own maximum is taken, which orders neither zeros nor NaN, and what it leaves is settled behind it.</param>
public sealed class MaximumText(CodeWriter writer, Dialect dialect, bool native)
{
    /// <summary>Declares <c>result</c>, the largest of <paramref name="elements"/>.</summary>
    public void Write(IReadOnlyList<string> elements)
    {
        if (native && elements.Count > 1)
            WriteNative(elements);
        else
            WriteInOrder($"{dialect.V} result = {elements[0]};", elements);
    }

    private void WriteInOrder(string first, IEnumerable<string> elements)
    {
        writer.Line(first);
        foreach (string element in elements.Skip(1))
            writer.Line($"result = {dialect.S}.Max(result, {element});");
    }

    /// <summary>
    /// The largest by an instruction that takes any of two zeros. A maximum, even if it is zero, has a sign only if all elements have.
    /// If there is a NaN, or infinities of both signs, the sum is NaN, and one element is compared after the other.
    /// </summary>
    private void WriteNative(IReadOnlyList<string> elements)
    {
        string[] names = [.. Enumerable.Range(0, elements.Count).Select(index => $"next{index}")];
        writer.Line($"{dialect.V} result = {elements[0]}, sum = result, signs = result;");
        for (int index = 1; index < elements.Count; index++)
        {
            string next = names[index];
            writer.Line($"{dialect.V} {next} = {elements[index]};");
            writer.Line($"result = {dialect.S}.MaxNative(result, {next}); sum += {next}; signs &= {next};");
        }

        using (writer.Open($"if ({dialect.S}.EqualsAll(sum, sum))"))
            writer.Line($"result = {dialect.S}.ConditionalSelect({dialect.S}.Create({dialect.T}.NegativeZero), signs, result);");
        using (writer.Open("else"))
            WriteInOrder($"result = {elements[0]};", names);
    }
}
