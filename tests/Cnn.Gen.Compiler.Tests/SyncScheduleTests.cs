using Cnn.Gen.Compiler.Schedules;
using Cnn.Gen.Compiler.Specs;
using Xunit;
using Buffer = Cnn.Gen.Compiler.Schedules.Buffer;

namespace Cnn.Gen.Compiler.Tests;

/// <summary>Where the members of a team must meet, on programs of two or three steps.</summary>
public sealed class SyncScheduleTests
{
    private static readonly Buffer A = Scratch("a", 0, 64), B = Scratch("b", 64, 64), C = Scratch("c", 128, 64);

    [Fact]
    public void What_is_read_must_have_been_written_by_all() =>
        Assert.Equal([false, true], SyncSchedule.Before([Step(A, B), Step(B, C)]));

    [Fact]
    public void What_is_written_must_have_been_read_by_all() =>
        Assert.Equal([false, true], SyncSchedule.Before([Step(A, B), Step(C, A)]));

    [Fact]
    public void Steps_that_share_nothing_but_what_they_read_need_not_wait() =>
        Assert.Equal([false, false], SyncSchedule.Before([Step(A, B), Step(A, C)]));

    [Fact]
    public void A_step_waits_for_any_since_the_last_meeting_not_only_for_the_one_above() =>
        Assert.Equal([false, false, true], SyncSchedule.Before([Step(A, B), Step(A, C), Step(B, Scratch("d", 192, 64))]));

    [Fact]
    public void A_meeting_serves_all_steps_above_it() =>
        Assert.Equal([false, true, false], SyncSchedule.Before([Step(A, B), Step(B, C), Step(B, Scratch("d", 192, 64))]));

    [Fact]
    public void Buffers_that_share_memory_count_as_one() =>
        Assert.Equal([false, true], SyncSchedule.Before([Step(A, B), Step(C, Scratch("again", 32, 16))]));

    [Fact]
    public void A_cleared_halo_is_not_what_is_written_inside_but_is_what_is_read()
    {
        Step clear = new(LibraryPlan.Call("ClearHalo", 1), new[] { Argument.Write(B) }.ToEquatableArray(), 1, 0, "zeros");
        Assert.Equal([false, false, true], SyncSchedule.Before([clear, Step(A, B), Step(B, C)]));
        Assert.Equal([false, true], SyncSchedule.Before([clear, Step(B, C)]));
    }

    [Fact]
    public void Memory_of_each_member_is_nobody_elses()
    {
        var own = new Buffer { Name = "own", Length = 64, PerMember = true };
        Assert.Equal([false, false], SyncSchedule.Before([Step(own, B), Step(own, C)]));
        Assert.Equal([false, false], SyncSchedule.Before([Step(A, own), Step(A, own)]));
    }

    private static Buffer Scratch(string name, long offset, long length) => new() { Name = name, Offset = offset, Length = length, PerImage = true };

    private static Step Step(Buffer read, Buffer written) =>
        new(LibraryPlan.Call("Copy"), new[] { Argument.Read(read), Argument.Write(written) }.ToEquatableArray(), 1, 0, "a step");
}
