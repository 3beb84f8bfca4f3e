using System.Globalization;
using Cnn.Gen.Compiler.Schedules;

namespace Cnn.Gen.Compiler.Emit;

/// <summary>Writes a program as a method: its buffers, then one kernel call after the other.</summary>
public sealed class ProgramWriter(CodeWriter writer, KernelTable kernels, string type)
{
    /// <summary>Writes the body of <paramref name="program"/>.</summary>
    /// <param name="program">The program.</param>
    /// <param name="size">How much scratch memory it has.</param>
    /// <param name="scratch">An expression for a reference to that.</param>
    /// <param name="single">Whether one thread runs it: then there is nothing to share out, and a team only where a kernel wants one.</param>
    public void Write(StepProgram program, ScratchSize size, string scratch, bool single = false)
    {
        if (single && WantsTeam(program))
            writer.Line("Team team = Team.Single;");
        string values = scratch;
        if (Used(program).Any(HasTwoPlaces))
            writer.Line("bool alone = team.Count == 1;   // Members of a team have other places for values, in which each has its own part of memory.");
        if (size.Fixed > 0 && Used(program).Any(buffer => buffer.PerImage && buffer.External is null))
        {
            values = "values";
            writer.Line($"ref {type} values = ref Unsafe.Add(ref {scratch}, {Number(size.Fixed)});");
        }

        foreach (Schedules.Buffer buffer in Used(program))
        {
            string what = buffer.Layout is { } layout && buffer.PerImage ? $"   // {layout}" : string.Empty;
            (string from, string distance) = (buffer.PerImage ? values : scratch, Place(buffer, size));
            string place = buffer.External ?? (distance == "0" ? from : $"Unsafe.Add(ref {from}, {distance})");
            writer.Line($"ref {type} {buffer.Name} = ref {place};{what}");
        }

        foreach (RowShare share in program.Steps.Select(step => step.Share).OfType<RowShare>().Select(share => share with { Units = 1, Lanes = 0 }).Distinct())
            writer.Line($"(int {share.First}, int {share.Count}) = team.Rows({Number(share.Rows)}, {Number(share.TileRows)});");

        bool first = !Used(program).Any();
        IReadOnlyList<bool> syncs = SyncSchedule.Before(program.Steps);
        for (int index = 0; index < program.Steps.Count; index++, first = false)
        {
            if (!first)
                writer.Line();
            if (syncs[index] && !single)
                writer.Line("team.Sync();");
            Write(program.Steps[index], single);
        }
    }

    private static IEnumerable<Schedules.Buffer> Used(StepProgram program) => program.Steps
        .SelectMany(step => step.Arguments).Select(argument => argument.Buffer?.Root).OfType<Schedules.Buffer>()
        .Where(buffer => !HasName(buffer)).Distinct();

    /// <summary>Whether a buffer from outside is an operand of the method, or a field of its memory, that can be named as it is.</summary>
    private static bool HasName(Schedules.Buffer buffer) => buffer.External is { } external && !external.Contains('(');

    private static string Place(Schedules.Buffer buffer, ScratchSize size)
    {
        if (buffer.PerMember)
        {
            string[] before =
            [
                .. size.PerImage == 0 ? Array.Empty<string>() : [$"((nint)images * {Number(size.PerImage)})"],
                .. size.Fixed + buffer.Offset == 0 ? Array.Empty<string>() : [Number(size.Fixed + buffer.Offset)],
            ];
            return string.Join(" + ", before.Append($"(team.Index * {Number(size.PerMember)})"));
        }

        if (HasTwoPlaces(buffer))
            return $"(nint)images * (alone ? {Number(buffer.AloneOffset!.Value)} : {Number(buffer.Offset)})";
        return buffer.PerImage && buffer.Offset > 0 ? $"(nint)images * {Number(buffer.Offset)}" : Number(buffer.Offset);
    }

    private static bool HasTwoPlaces(Schedules.Buffer buffer) => buffer.AloneOffset is { } alone && alone != buffer.Offset;

    private static bool WantsTeam(StepProgram program) =>
        program.Steps.Any(step => step.IsCollective || step.Share is not null) || Used(program).Any(buffer => buffer.PerMember || HasTwoPlaces(buffer));

    private void Write(Step step, bool single)
    {
        string epilogue = step.Epilogue is { } activation ? $"<{kernels.Epilogue(step.Plan, activation)}{Residual(step)}>" : string.Empty;
        string name = step.Plan is LibraryPlan ? step.Plan.Name : kernels.NameOf(step.Plan, step.Comment, step.ChosenBy);
        var arguments = step.Arguments.Select(Text).ToList();
        if (step.Plan is LibraryPlan library)
            arguments.AddRange(library.Constants);
        if (step.ImagesFactor > 0)
            arguments.Add(step.ImagesFactor == 1 ? "images" : $"images * {Number(step.ImagesFactor)}");
        if (step.Share is { } share)
        {
            arguments = [.. step.Arguments.Select(argument => Text(argument, share))];
            string tiles = share.TileRows == 1 ? share.Count : $"(({share.Count} + {Number(share.TileRows - 1)}) / {Number(share.TileRows)})";
            string[] factors = ["images", .. share.Units == 1 ? Array.Empty<string>() : [Number(share.Units)], .. share.Lanes > 0 ? Array.Empty<string>() : [tiles]];
            arguments.AddRange(["0", string.Join(" * ", factors)]);
        }

        string units = step.UnitsPerImage == 0 ? Number(step.Units) : step.UnitsPerImage == 1 ? "images" : $"images * {Number(step.UnitsPerImage)}";
        if (step.Share is null)
            arguments.AddRange(step.IsCollective ? ["team", "images"] : single ? ["0", units] : [$"team.Begin({units})", $"team.End({units})"]);

        writer.Line($"// {step.Comment}");
        string call = $"{name}{epilogue}({string.Join(", ", arguments)});";
        string condition = Condition(step);
        writer.Line(condition.Length == 0 ? call : $"if ({condition})\n    {call}");
    }

    private static string Residual(Step step) => step.AddsResidual is { } adds ? adds ? ", Residual" : ", NoResidual" : string.Empty;

    private static string Condition(Step step)
    {
        bool toInput = step.Arguments.Any(argument => argument is { Written: true, Buffer.Root.External: "memory.InputGradient" });
        string condition = step.Condition switch
        {
            StepCondition.WithSoftmax => "!memory.AtLogits",
            StepCondition.AtLogits => "memory.AtLogits",
            _ => string.Empty,
        };
        string? wants = step.Wants ?? (toInput ? "wantsInput" : null);
        return wants is null ? condition : condition.Length == 0 ? wants : $"{condition} && {wants}";
    }

    /// <summary>An argument of a step that is shared out by rows: places are those of a member's first row.</summary>
    private static string Text(Argument argument, RowShare share)
    {
        string text = Text(argument);
        if (argument.PerRow == 0)
            return text;
        string rows = $"{share.First} * {Number(argument.PerRow)}";
        return argument.Value == 0
            ? $"ref Unsafe.Add(ref {text.Substring(4)}, {rows})" : $"{text.Substring(0, text.Length - 1)} + ({rows}))";
    }

    private static string Text(Argument argument) => argument.Buffer?.Root switch
    {
        null => argument.Text ?? Number(argument.Value),
        { External: { } external } root when HasName(root) => argument.Value == 0 ? $"ref {external}" : $"ref Unsafe.Add(ref {external}, {Number(argument.Value)})",
        { } root => argument.Value == 0 ? $"ref {root.Name}" : $"ref Unsafe.Add(ref {root.Name}, {Number(argument.Value)})",
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
