//! Exports: every table, tokens for values, nothing of ours lost and nothing of others replaced.

use std::fs;

use crate::Format;
use crate::StoreError;
use crate::Workspace;
use crate::tests::sample;

fn linked() -> (tempfile::TempDir, Workspace) {
    let (folder, workspace) = sample::workspace();
    let mut ads = ["a", "b", "c"].map(sample::ad);
    ads[2].place = Some("=HYPERLINK(1)".to_owned());
    sample::import(&workspace, &ads).unwrap();
    let run = sample::run_over(&workspace);
    run.write(&workspace.writer().unwrap()).unwrap();
    (folder, workspace)
}

#[test]
fn csv_has_the_columns_scripts_rely_on() {
    let (folder, workspace) = linked();
    let out = folder.path().join("out");
    let paths = workspace.export_tables(&out, Format::Csv).unwrap();
    assert_eq!(paths.len(), 9);
    let head = |name: &str| {
        let text = fs::read_to_string(out.join(name)).unwrap();
        text.lines().next().unwrap().to_owned()
    };
    for (name, columns) in [
        (
            "ads.csv",
            "ad_id,batch_id,source_file,source_row,posted_at,place,site",
        ),
        (
            "facts.csv",
            "ad_id,field,kind,value,rule,confidence,start,end",
        ),
        ("clusters.csv", "ad_id,cluster_id"),
        (
            "templates.csv",
            "cluster_id,template_id,ads,text,slots,bits_saved",
        ),
        (
            "links.csv",
            "link_id,from_cluster,to_cluster,evidence,weight_bits,used",
        ),
        ("network_members.csv", "ad_id,network_id"),
        (
            "networks.csv",
            "network_id,rank,score,abstained,ads,clusters,identifiers,names,places,first_seen,last_seen",
        ),
        (
            "reasons.csv",
            "network_id,indicator,grade,points,value,evidence,innocent_explanation",
        ),
        ("rejects.csv", "source_file,source_row,reason"),
    ] {
        assert!(head(name).starts_with(columns), "{name}: {}", head(name));
    }
}

#[test]
fn csv_shows_tokens_truths_and_nothing_for_none() {
    let (folder, workspace) = linked();
    let out = folder.path().join("out");
    workspace.export_tables(&out, Format::Csv).unwrap();
    let networks = fs::read_to_string(out.join("networks.csv")).unwrap();
    assert!(
        networks.contains("\nn-a,1,21.5,false,2,1,1,1,1,2026-05-01T12:00:00Z,,,false,\n"),
        "{networks}"
    );
    assert!(networks.contains("\nn-c,,21.5,true,1,"), "{networks}");
    let facts = fs::read_to_string(out.join("facts.csv")).unwrap();
    let phone = workspace
        .token_key()
        .token(daylight_model::FactKind::Phone, sample::PHONE);
    assert!(
        facts.contains(&format!("a,body,phone,{phone},test/rule,0.95,19,31,")),
        "{facts}"
    );
    let ads = fs::read_to_string(out.join("ads.csv")).unwrap();
    assert!(ads.contains(",'=HYPERLINK(1),"), "{ads}");
}

#[test]
fn no_format_shows_a_private_value() {
    let (folder, workspace) = linked();
    for format in Format::ALL {
        let out = folder.path().join(format.as_str());
        for path in workspace.export_tables(&out, format).unwrap() {
            let bytes = fs::read(path).unwrap();
            for canary in [sample::PHONE, sample::NAME, "Canary"] {
                assert!(!bytes.windows(canary.len()).any(|w| w == canary.as_bytes()));
            }
        }
    }
}

#[test]
fn json_lines_keep_types() {
    let (folder, workspace) = linked();
    let out = folder.path().join("out");
    workspace.export_tables(&out, Format::Jsonl).unwrap();
    let text = fs::read_to_string(out.join("networks.jsonl")).unwrap();
    let rows: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows[0]["rank"], 1);
    assert_eq!(rows[1]["rank"], serde_json::Value::Null);
    assert_eq!(rows[1]["abstained"], true);
}

#[test]
fn an_earlier_export_is_replaced_and_other_files_are_not_touched() {
    let (folder, workspace) = linked();
    let out = folder.path().join("out");
    workspace.export_tables(&out, Format::Csv).unwrap();
    workspace.export_tables(&out, Format::Csv).unwrap();
    assert_eq!(fs::read_dir(&out).unwrap().count(), 9);
    fs::write(out.join("letter.txt"), "dear").unwrap();
    let refused = workspace.export_tables(&out, Format::Csv).unwrap_err();
    assert!(matches!(refused, StoreError::NotEmpty { .. }), "{refused}");
}

#[test]
fn an_out_that_is_a_file_and_a_workspace_without_a_run_are_refused() {
    let (folder, workspace) = linked();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    let refused = workspace
        .export_tables(&file, Format::Csv)
        .unwrap_err()
        .to_string();
    assert!(refused.contains("name another folder"), "{refused}");
    let (folder, workspace) = sample::workspace();
    let out = folder.path().join("out");
    let refused = workspace.export_tables(&out, Format::Csv).unwrap_err();
    assert!(matches!(refused, StoreError::Missing { .. }), "{refused}");
    assert!(!out.exists());
}

#[test]
fn a_full_disk_leaves_the_earlier_export() {
    let (folder, workspace) = linked();
    let out = folder.path().join("out");
    workspace.export_tables(&out, Format::Csv).unwrap();
    let before = fs::read(out.join("facts.csv")).unwrap();
    for steps in 0..15 {
        let failed = crate::fault::after(steps, || workspace.export_tables(&out, Format::Csv));
        assert!(
            failed
                .unwrap_err()
                .to_string()
                .contains("free some disk space")
        );
        assert_eq!(fs::read(out.join("facts.csv")).unwrap(), before);
    }
    workspace.export_tables(&out, Format::Csv).unwrap();
}
